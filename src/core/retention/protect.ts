import type { Digest } from "../lib/digest.ts";
import { oneLine } from "../lib/text/clean.ts";
import { findTarget } from "../rollback/rollback.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { Yank } from "../verdicts/verdict.ts";
import type { RetentionFacts } from "./facts.ts";
import { protectFollowed } from "./followed.ts";
import { protectNeeds } from "./needs.ts";
import { Protections } from "./protections.ts";
import type { OwnPublication, ReadUnit } from "./publications.ts";
import type { PlannedTag } from "./retention-plan.ts";

/**
 * Everything that is in use, but for what kept publications themselves need.
 * @param candidates the candidate tags that stay, of all units
 */
export function protectionsOf(units: readonly ReadUnit[], facts: RetentionFacts, candidates: readonly PlannedTag[]): Protections {
  const protections = new Protections(facts.images);
  for (const unit of units) {
    protectShown(unit, protections);
    protectNewest(unit, protections);
    protectPrevious(unit, facts.judgements.yanks, protections);
    protectConflicts(unit, protections);
  }
  for (const { digest, tag } of candidates) protections.addDigest(digest, { kind: "candidate", text: `candidate ${tag}` });
  protectHeld(units, facts, protections);
  protectFollowed(units, protections);
  for (const { digest, by, verdict } of facts.judgements.verdicts)
    protections.addDigest(digest, { kind: "verdict", text: `${verdict} verdict of ${oneLine(by)}` });
  protectNeeds(units, facts, protections);
  return protections;
}

function protectShown({ unit, shown }: ReadUnit, protections: Protections): void {
  for (const { repository, tag, digest } of shown) {
    const first = shown.find((one) => one.tag === tag && one.repository === unit.destinations[0]?.repository);
    const lags = first !== undefined && first.digest !== digest;
    protections.addShown(digest, `${unit.image}:${tag}${lags ? ` in ${repository}` : ""}`);
  }
}

/** The newest of all, the newest that counts, and what `resume` goes to: the newest that is no rollback. */
function protectNewest({ publications }: ReadUnit, protections: Protections): void {
  // What an optional registry alone has does not count as published.
  for (const some of [publications, publications.filter(({ counts }) => counts)]) {
    const newest = some.at(-1);
    const ordinary = some.findLast(({ rollback }) => !rollback);
    if (newest) protections.addPublication(newest, { kind: "newest", text: "newest" });
    if (ordinary && ordinary !== newest)
      protections.addPublication(ordinary, { kind: "newest", text: "newest that is no rollback" });
  }
}

/** The image that `rollback` goes to, as all registries know it, and as the first one does. */
function protectPrevious(read: ReadUnit, yanks: readonly Yank[], protections: Protections): void {
  const [first] = read.unit.destinations;
  const inFirst = read.publications.filter(({ tags }) => tags.some(({ repository }) => repository === first?.repository));
  const shown = shownBy(read).get(first?.repository ?? "") ?? [...shownBy(read).values()][0];
  for (const publications of [inFirst, read.publications.filter(({ counts }) => counts)]) {
    const stamps = publications.map(({ stamp }) => stamp);
    // Without the first one of what the stream shows, another publication would come before that:
    // one that people went back from.
    const start = publications.find(({ digest }) => digest === shown);
    if (start && start !== publications.findLast(({ digest }) => digest === shown))
      protections.addPublication(start, { kind: "previous", text: "first of the shown image" });
    const found = findTarget({ kind: "previous" }, { publications, stamps, yanks, ...(shown === undefined ? {} : { shown }) });
    if (typeof found !== "string") protectPublication(read, found, protections, "previous image");
  }
}

function protectPublication(
  { publications }: ReadUnit,
  found: Pick<OwnPublication, "stamp" | "digest">,
  protections: Protections,
  text: string,
): void {
  const own = publications.find(({ stamp }) => compareTimestampTags(stamp, found.stamp) === 0);
  if (own) protections.addPublication(own, { kind: "previous", text });
  protections.addDigest(found.digest, { kind: "previous", text });
}

/** What a unit's stream tag shows, by repository. */
export function shownBy({ unit, shown }: ReadUnit): Map<string, Digest> {
  return new Map(shown.flatMap(({ repository, tag, digest }) => (tag === unit.streamTag ? [[repository, digest]] : [])));
}

function protectConflicts({ publications }: ReadUnit, protections: Protections): void {
  for (const one of publications)
    if (one.conflict) protections.addPublication(one, { kind: "conflict", text: "registries show different images under it" });
}

function protectHeld(units: readonly ReadUnit[], { holds }: RetentionFacts, protections: Protections): void {
  for (const { unit, digest, stamp, issue } of holds) {
    const reason = { kind: "held", text: `held (#${issue})` } as const;
    if (digest !== undefined) protections.addDigest(digest, reason);
    const own = units.find((one) => one.unit.name === unit)?.publications ?? [];
    const named = stamp && own.find((one) => compareTimestampTags(one.stamp, stamp) === 0);
    if (named) protections.addPublication(named, reason);
  }
}
