import * as v from "valibot";
import type { Digest } from "../lib/digest.ts";
import type { Problem } from "../lib/problems/problem.ts";
import * as scalar from "../lib/scalars.ts";
import { oneLine } from "../lib/text/clean.ts";
import { someOf } from "../lib/text/words.ts";
import { isWholeDay } from "../lib/time/timestamp.ts";
import { type PublicationId, readsDays } from "../tags/timestamp.ts";
import { matchesUnit } from "../unit/selector.ts";
import type { Unit } from "../unit/unit.ts";
import type { PartialRelease } from "./partial-releases.ts";

/** An issue that keeps streams from moving until it ends (design, section 7). */
export interface Hold {
  /** The issue's number. */
  issue: number;
  url: string;
  /** Globs over unit names, as `only` takes them. */
  scope: readonly string[];
  reason: string;
  /** The login of the person in charge. */
  owner: string;
  /** RFC 3339: the start and, after it ended, the end. */
  since: string;
  until?: string;
  /** The commit or pull request that closed its issue by a keyword: the hold is still active. */
  closedBy?: string;
  /** `2026-12-02`: the last planned day, UTC. An overdue hold still holds. */
  expires?: string;
  /**
   * The digests that streams must show, by unit name. A unit in scope that is absent here stays
   * where it is.
   */
  digests: ReadonlyMap<string, Digest>;
  /**
   * For a rollback, the publication id of those digests; if it is taken, the next free one in its
   * minute.
   */
  rollback?: PublicationId;
  /** The id of the run that created it. */
  run?: string;
  /**
   * The units that it released while it stayed on others; absent if there are none. It no longer
   * holds them.
   */
  partialReleases?: readonly PartialRelease[];
  /** The unreadable parts of the issue; then it holds everything that its title names. */
  fault?: string;
}

export const unitHoldSchema = v.strictObject({
  issue: scalar.ordinal("The issue's number."),
  url: scalar.text("The issue's page."),
  reason: scalar.text("The reason, for people."),
  owner: scalar.text("The person in charge."),
  since: scalar.text("The start, RFC 3339."),
  expires: v.exactOptional(scalar.text("The last planned day.")),
  digest: v.exactOptional(scalar.digest("The digest that the stream must show; absent if the stream stays where it is.")),
  stamp: v.exactOptional(v.pipe(scalar.publicationId, v.description("The timestamp tag that publishes a rollback's digest."))),
});

/** A hold on one unit. */
export interface UnitHold extends v.InferOutput<typeof unitHoldSchema> {}

/**
 * The hold on a unit; undefined if there is none. The newest hold decides, and one that names a
 * digest for the unit comes before the others: a second rollback goes further back than the first.
 * @param holds open ones, in any order
 */
export function holdOn(unit: Pick<Unit, "name" | "timestamps">, holds: readonly Hold[]): UnitHold | undefined {
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
    ...(digest === undefined || rollback === undefined || !mayHave(unit, rollback) ? {} : { stamp: rollback }),
  };
}

/** Whether a timestamp has a form that the unit's tags may have. */
function mayHave(unit: Pick<Unit, "timestamps">, { timestamp }: PublicationId): boolean {
  return readsDays(unit) || !isWholeDay(timestamp);
}

/** All holds whose scope includes the unit. */
export function holdsOn(unit: Pick<Unit, "name">, holds: readonly Hold[]): Hold[] {
  return holds.filter((hold) => covers(hold, unit));
}

/**
 * The digest at which a hold keeps each of these units; without a digest, the unit stays where it
 * is.
 */
export function heldDigestsOf({ digests }: Hold, units: readonly Pick<Unit, "name">[]): { name: string; digest?: Digest }[] {
  return units.map(({ name }) => {
    const digest = digests.get(name);
    return { name, ...(digest === undefined ? {} : { digest }) };
  });
}

/** The images that a hold names for these units. */
export function digestsFor({ digests }: Pick<Hold, "digests">, units: readonly Pick<Unit, "name">[]): Map<string, Digest> {
  const names = new Set(units.map(({ name }) => name));
  return new Map([...digests].filter(([name]) => names.has(name)));
}

/** Whether a hold's scope includes the unit. */
export function covers({ scope }: Pick<Hold, "scope">, { name }: Pick<Unit, "name">): boolean {
  return scope.some((glob) => matchesUnit(glob, name));
}

/**
 * Whether its last day has passed.
 * @param today `2026-12-02`, UTC
 */
export function isOverdue({ expires }: Pick<Hold, "expires">, today: string): boolean {
  return expires !== undefined && today > expires;
}

/**
 * The holds on these units that need attention: overdue, unreadable, or closed by a keyword. All of
 * them still hold.
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
              message: `Hold #${hold.issue} cannot be read: ${hold.fault}. It holds everything that its title names (${scopeWords(hold)}) until you fix its block or close it.`,
            },
          ]),
      ...(hold.closedBy === undefined
        ? []
        : [
            {
              code: "hold-closed-by-change" as const,
              severity: "error" as const,
              message: `Hold #${hold.issue} still holds ${scopeWords(hold)}: ${oneLine(hold.closedBy)} closed its issue with a keyword such as "fixes", which does not end a hold. To end it, run \`resume\`, or reopen the issue and close it by hand. To keep it, reopen the issue. Otherwise the hold ends 30 days after the issue was closed.`,
            },
          ]),
      ...(isOverdue(hold, today)
        ? [
            {
              code: "hold-overdue" as const,
              severity: "error" as const,
              message: `Hold #${hold.issue} of ${oneLine(hold.owner)} was due to end by ${hold.expires}, but still holds ${scopeWords(hold)}. Close it, or set a later \`expires\`.`,
            },
          ]
        : []),
    ]);
}

/** Globs in a safe form for a sentence: anyone who may write can put them into an issue. */
function scopeWords({ scope }: Hold): string {
  return someOf(scope.map(oneLine), 10);
}
