import type { Digest } from "../lib/digest.ts";
import { count, joined } from "../lib/text/words.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import { nextPublicationId, timestampFor } from "../publish/publication-id.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, parsePublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Yank } from "../verdicts/verdict.ts";
import { yankOf } from "../verdicts/yanked.ts";

/** An image under one of a unit's timestamp tags. */
export interface Publication {
  stamp: PublicationId;
  digest: Digest;
  /** Whether a tag marks it as a rollback. */
  rollback?: true;
}

/** The target in `to`. A digest may have the short form of tables, `sha256:4be1c0ff`. */
export type RollbackTarget =
  | { kind: "previous" }
  | { kind: "timestamp"; stamp: PublicationId }
  | { kind: "digest"; prefix: string };

/** Reads `to`: `previous`, a publication id or a digest. Undefined for any other text. */
export function parseTarget(text: string): RollbackTarget | undefined {
  if (text === "previous") return { kind: "previous" };
  if (/^sha256:[a-f0-9]{8,64}$/.test(text)) return { kind: "digest", prefix: text };
  const stamp = parsePublicationId(text);
  return stamp && { kind: "timestamp", stamp };
}

/** A unit, with the digest that its stream shows and the possible targets. */
export interface RollbackFacts {
  unit: Unit;
  /** The digest of the stream tag in the first registry; absent if there is none. */
  shown?: Digest;
  /** The publications that matter for the target, oldest first. */
  publications: readonly Publication[];
  /** All listed publication ids, oldest first: the choices for a person. */
  stamps: readonly PublicationId[];
  /** The yanks: `previous` never chooses a yanked image. */
  yanks?: readonly Yank[];
}

/** A unit with the old and the new digest of its stream. */
export interface PlannedRollback {
  unit: Unit;
  shown?: { digest: Digest; stamp?: PublicationId };
  target: Publication;
  /** The newest of its publication ids. */
  newest?: PublicationId;
}

/**
 * The publication id for all units of a rollback: now or, if one of them has a publication at or
 * after that, the next id after it. No later run then counts an earlier publication as the newest.
 * @param stamps the publication ids of all the units
 * @param unit any of them: the whole configuration has one form of timestamps
 */
export function rollbackPublicationId(
  now: Timestamp,
  stamps: readonly PublicationId[],
  unit: Pick<Unit, "timestamps">,
): PublicationId {
  const newest = stamps.toSorted(compareTimestampTags).at(-1);
  const timestamp = timestampFor(unit, now, undefined);
  return !newest || newest.timestamp < timestamp ? { timestamp, sequence: 0 } : nextPublicationId(newest);
}

/** Plans the rollback of one unit. A text explains why it has no target. */
export function planRollback(target: RollbackTarget, facts: RollbackFacts): PlannedRollback | string {
  const { unit, shown, publications } = facts;
  const found = findTarget(target, facts);
  if (typeof found === "string") return `${unit.name} ${found}`;
  const stamp = publications.findLast(({ digest }) => digest === shown)?.stamp;
  const newest = facts.stamps.at(-1);
  return {
    unit,
    target: found,
    ...(newest ? { newest } : {}),
    ...(shown === undefined ? {} : { shown: { digest: shown, ...(stamp ? { stamp } : {}) } }),
  };
}

/** The publication that a target names; of a digest, the oldest. A text explains why there is none: `has no image …`. */
export function findTarget(
  target: RollbackTarget,
  { shown, publications, stamps, yanks = [] }: Pick<RollbackFacts, "shown" | "publications" | "stamps" | "yanks">,
): Publication | string {
  switch (target.kind) {
    case "previous":
      return previous(shown, publications, yanks);
    case "timestamp": {
      const found = publications.find(({ stamp }) => compareTimestampTags(stamp, target.stamp) === 0);
      return found ?? `has no image under ${printPublicationId(target.stamp)}: ${choice(stamps)}`;
    }
    case "digest": {
      const found = publications.filter(({ digest }) => digest.startsWith(target.prefix));
      const digests = new Set(found.map(({ digest }) => digest));
      const [first] = found;
      if (digests.size > 1) return `has ${digests.size} images whose digest begins with ${target.prefix}: give the full digest`;
      return (
        first ??
        `has no image ${target.prefix} under a timestamp tag. Only timestamped images qualify, because only those were tested: ${choice(stamps)}`
      );
    }
  }
}

/** The rollback that the stream shows; undefined if the newest publication is not a rollback. */
export function rolledBackPublication({ shown, publications }: RollbackFacts): Publication | undefined {
  const last = publications.at(-1);
  return last?.rollback && last.digest === shown ? last : undefined;
}

/**
 * The newest publication before the first one of the shown digest; if that digest was never
 * published, the newest of all. Yanked ones do not count.
 */
function previous(shown: Digest | undefined, publications: readonly Publication[], yanks: readonly Yank[]): Publication | string {
  if (publications.length === 0) return "has nothing to roll back to: it has no timestamp tags";
  const first = publications.findIndex(({ digest }) => digest === shown);
  const older = first === -1 ? publications : publications.slice(0, first);
  const found = older.findLast(({ digest }) => !yankOf(digest, yanks));
  if (found) return found;
  if (older.length === 0) return "has nothing to roll back to: it shows its first image";
  return "has nothing to roll back to: every older image was yanked";
}

function choice(stamps: readonly PublicationId[]): string {
  const newest = stamps.slice(-5).toReversed().map(printPublicationId);
  if (newest.length === 0) return "it has no timestamp tags";
  const older = stamps.length - newest.length;
  const all = older > 0 ? [...newest, count(older, "older one")] : newest;
  return `it has ${joined(all)}`;
}
