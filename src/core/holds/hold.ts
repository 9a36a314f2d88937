import * as v from "valibot";
import { oneLine } from "../lib/clean.ts";
import type { Digest } from "../lib/digest.ts";
import type { Problem } from "../lib/problem.ts";
import * as scalar from "../lib/scalars.ts";
import { someOf } from "../lib/text.ts";
import type { PublicationId } from "../publish/observation.ts";
import { matchesUnit } from "../unit/selector.ts";
import type { Unit } from "../unit/unit.ts";
import type { PartialRelease } from "./partial-releases.ts";

/** An open issue that keeps streams from moving (design, section 7). */
export interface Hold {
  /** The issue's number. */
  issue: number;
  url: string;
  /** Globs over unit names, as `only` takes them. */
  scope: readonly string[];
  reason: string;
  /** The login of who answers for it. */
  owner: string;
  /** RFC 3339: when it began and, once it was lifted, ended. */
  since: string;
  until?: string;
  /** Which commit or pull request has closed its issue, by a keyword: it is in force all the same. */
  closedBy?: string;
  /** `2026-12-02`: the last day, UTC, on which it is as it should be. Overdue, it still holds. */
  expires?: string;
  /** What the streams of units have to show, by unit name. A unit in scope that is not here stays at whatever it shows. */
  digests: ReadonlyMap<string, Digest>;
  /** Of a rollback: the stamp under which it publishes those digests, or the first one free after it in its minute. */
  rollback?: PublicationId;
  /** The id of the run that made it. */
  run?: string;
  /** Units that it ended for already, while it stayed on the rest; absent where there are none. They are held by it no longer. */
  partialReleases?: readonly PartialRelease[];
  /** What of the issue cannot be read; then it holds everything that its title names. */
  fault?: string;
}

export const unitHoldSchema = v.strictObject({
  issue: scalar.ordinal("The issue's number."),
  url: scalar.text("The issue's page."),
  reason: scalar.text("Why, for people."),
  owner: scalar.text("Who answers for it."),
  since: scalar.text("When it began, RFC 3339."),
  expires: v.exactOptional(scalar.text("The day by which it was to end.")),
  digest: v.exactOptional(scalar.digest("What the stream has to show; absent: what it shows.")),
  stamp: v.exactOptional(
    v.pipe(
      v.strictObject({
        timestamp: scalar.timestamp("Its timestamp."),
        sequence: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99), v.description("Its place in that minute.")),
      }),
      v.description("Of a rollback: under which timestamp tag that digest is published."),
    ),
  ),
});

/** A hold as it is on one unit. */
export interface UnitHold extends v.InferOutput<typeof unitHoldSchema> {}

/**
 * The hold on a unit; undefined where nothing holds it. Of several the newest decides, a readable one before one that is not: a second
 * rollback goes further back than the first.
 * @param holds open ones, in any order
 */
export function holdOn(unit: Pick<Unit, "name">, holds: readonly Hold[]): UnitHold | undefined {
  const own = holdsOn(unit, holds).toSorted((a, b) => b.issue - a.issue);
  const hold = own.find(({ digests }) => digests.has(unit.name)) ?? own[0];
  if (!hold) return undefined;
  const digest = hold.digests.get(unit.name);
  const { issue, url, reason, owner, since, expires, rollback } = hold;
  return {
    issue,
    url,
    reason,
    owner,
    since,
    ...(expires === undefined ? {} : { expires }),
    ...(digest === undefined ? {} : { digest }),
    ...(digest === undefined || rollback === undefined ? {} : { stamp: rollback }),
  };
}

/** All holds whose scope has the unit. */
export function holdsOn(unit: Pick<Unit, "name">, holds: readonly Hold[]): Hold[] {
  return holds.filter((hold) => covers(hold, unit));
}

/** What a hold keeps each of these units at; without a digest, at whatever it shows. */
export function heldDigestsOf({ digests }: Hold, units: readonly Pick<Unit, "name">[]): { name: string; digest?: Digest }[] {
  return units.map(({ name }) => {
    const digest = digests.get(name);
    return { name, ...(digest === undefined ? {} : { digest }) };
  });
}

/** The images that a hold names for these units: those of others left out. */
export function digestsFor({ digests }: Pick<Hold, "digests">, units: readonly Pick<Unit, "name">[]): Map<string, Digest> {
  const names = new Set(units.map(({ name }) => name));
  return new Map([...digests].filter(([name]) => names.has(name)));
}

/** Whether a hold's scope has the unit. */
export function covers({ scope }: Pick<Hold, "scope">, { name }: Pick<Unit, "name">): boolean {
  return scope.some((glob) => matchesUnit(glob, name));
}

/** Whether its last day is over. @param today `2026-12-02`, UTC */
export function isOverdue({ expires }: Pick<Hold, "expires">, today: string): boolean {
  return expires !== undefined && today > expires;
}

/**
 * What a person has to see to, of the holds on these units: those that are overdue, that cannot be read, or that a keyword has closed. They hold all
 * the same.
 * @param today `2026-12-02`, UTC
 */
export function holdProblems(units: readonly Pick<Unit, "name">[], holds: readonly Hold[], today: string): Problem[] {
  return holds
    .filter((hold) => units.some((unit) => covers(hold, unit)))
    .flatMap((hold): Problem[] => [
      ...(hold.fault === undefined
        ? []
        : [
            {
              code: "hold-malformed" as const,
              severity: "error" as const,
              message: `Hold #${hold.issue} cannot be read: ${hold.fault}. It holds ${scopeWords(hold)}, which its title names, until its block is mended or it is closed.`,
            },
          ]),
      ...(hold.closedBy === undefined
        ? []
        : [
            {
              code: "hold-closed-by-change" as const,
              severity: "error" as const,
              message: `Hold #${hold.issue} still holds ${scopeWords(hold)}: ${oneLine(hold.closedBy)} closed its issue by a keyword such as "fixes", which does not lift a hold. To lift it, run \`resume\`, or reopen the issue and close it by hand. To keep it, reopen the issue; otherwise the hold ends 30 days after the issue was closed.`,
            },
          ]),
      ...(isOverdue(hold, today)
        ? [
            {
              code: "hold-overdue" as const,
              severity: "error" as const,
              message: `Hold #${hold.issue} of ${oneLine(hold.owner)} was to end by ${hold.expires}, and still holds ${scopeWords(hold)}. Close it, or give it a later \`expires\`.`,
            },
          ]
        : []),
    ]);
}

/** Globs as they may stand in a sentence: an issue has them from anybody who may write. */
function scopeWords({ scope }: Hold): string {
  return someOf(scope.map(oneLine), 10);
}
