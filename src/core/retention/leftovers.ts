import type { Digest } from "../lib/digest.ts";
import { day } from "../lib/time/duration.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { RetentionFacts } from "./facts.ts";
import { needFinder } from "./needs.ts";
import type { Protections } from "./protections.ts";
import type { ReadUnit } from "./publications.ts";
import type { RemainingTags } from "./remaining.ts";
import type { PlannedLeftover } from "./retention-plan.ts";

/** The marks of a unit that runs left which failed before the timestamp tag, oldest first. */
export function orphanedMarks({ unit, publications, orphans }: ReadUnit, facts: RetentionFacts): PlannedLeftover[] {
  const newest = publications.findLast(({ counts }) => counts);
  if (!newest) return [];
  const needOf = needFinder(facts);
  return orphans
    .filter(
      (mark) =>
        compareTimestampTags(mark.stamp, newest.stamp) < 0 &&
        facts.now - millisecondsOf(mark.stamp.timestamp) > day &&
        !needOf(mark) &&
        !isHeld(unit.name, mark.stamp, facts),
    )
    .toSorted((a, b) => compareTimestampTags(a.stamp, b.stamp))
    .map(({ stamp, ...tag }) => ({
      ...tag,
      unit: unit.name,
      why: `mark without its publication ${printPublicationId(stamp)}: the run that wrote it failed`,
    }));
}

/** A hold may name a publication that a later run completes. */
function isHeld(unit: string, stamp: ReadUnit["orphans"][number]["stamp"], { holds }: RetentionFacts): boolean {
  return holds.some((hold) => hold.unit === unit && hold.stamp && compareTimestampTags(hold.stamp, stamp) === 0);
}

/**
 * Takes tags from those that remain, one by one, except the last tag of an image that must stay.
 * @returns those that stay
 */
export function takeUnlessLast(
  going: readonly PlannedLeftover[],
  remaining: RemainingTags,
  protections: Protections,
): Set<PlannedLeftover> {
  const staying = new Set<PlannedLeftover>();
  for (const tag of going) {
    if (mayTake(tag, tag.digest, remaining, protections)) remaining.remove(tag);
    else staying.add(tag);
  }
  return staying;
}

function mayTake(tag: PlannedLeftover, digest: Digest, remaining: RemainingTags, protections: Protections): boolean {
  if (!protections.has(digest)) return true;
  const isOther = (one: { repository: string; tag: string }): boolean => one.repository !== tag.repository || one.tag !== tag.tag;
  const others = remaining.tagsOf(digest).filter(isOther);
  return protections.isNeededEverywhere(digest)
    ? others.some(({ repository }) => repository === tag.repository)
    : others.length > 0;
}
