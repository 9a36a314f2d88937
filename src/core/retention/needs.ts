import { groupBy } from "../lib/group-by.ts";
import { someOf } from "../lib/text/words.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { Need, RetentionFacts } from "./facts.ts";
import type { Protections } from "./protections.ts";
import { type OwnPublication, type ReadUnit, stampIn } from "./publications.ts";
import type { PlannedTag } from "./retention-plan.ts";

type NamedTag = NonNullable<Need["tag"]>;
type TagIndex = ReadonlyMap<string, readonly PlannedTag[]>;

/** Protects what files need: by digest the image, by a tag also the publication that the tag names. */
export function protectNeeds(units: readonly ReadUnit[], { pins, keepFile }: RetentionFacts, protections: Protections): void {
  const tags = indexOf(units);
  const all = [
    ...pins.map((need) => ({ need, reason: { kind: "pinned" as const, text: `pinned by ${need.by}` } })),
    ...keepFile.map((need) => ({ need, reason: { kind: "keep-file" as const, text: `kept by ${need.by}` } })),
  ];
  for (const { need, reason } of all) {
    if (need.digest !== undefined) protections.addDigest(need.digest, reason);
    if (!need.tag) continue;
    for (const one of publicationsNamed(units, need.tag)) protections.addPublication(one, reason);
    for (const { digest } of tagsNamed(tags, need.tag)) protections.addDigest(digest, reason);
  }
}

/** Finds the need that names a very tag, whatever the tag shows. */
export function needFinder({
  pins,
  keepFile,
}: RetentionFacts): (tag: Pick<PlannedTag, "repository" | "tag">) => Need | undefined {
  const byTag = groupBy([...pins, ...keepFile], ({ tag }) => tag?.tag);
  return ({ repository, tag }) => byTag.get(tag)?.find((need) => (need.tag?.repository ?? repository) === repository);
}

/** What needs name and no registry has, each once, for people: a tag, or an image under it. */
export function unmetNeeds(units: readonly ReadUnit[], needs: readonly Need[]): string[] {
  const tags = indexOf(units);
  const digests = new Set([...tags.values()].flatMap((all) => all.map(({ digest }) => digest)));
  const unmet = needs.flatMap(({ digest, tag, by }) => {
    if (!tag) return []; // any file may have a digest that is not ours
    const isThere = tagsNamed(tags, tag).length > 0 && (digest === undefined || digests.has(digest));
    const name = `${tag.repository === undefined ? "" : `${tag.repository}:`}${tag.tag}`;
    return isThere ? [] : [{ name: `${name}${digest === undefined ? "" : `@${digest}`}`, by }];
  });
  return [...groupBy(unmet, ({ name }) => name)].map(([name, all]) => {
    const places = [...new Set(all.map(({ by }) => by))];
    return `no registry has ${name}, which ${someOf(places, 2)} ${places.length === 1 ? "names" : "name"}`;
  });
}

function publicationsNamed(units: readonly ReadUnit[], { repository, tag }: NamedTag): OwnPublication[] {
  return units.flatMap(({ unit, publications }) => {
    const isElsewhere = repository !== undefined && !unit.destinations.some((one) => one.repository === repository);
    const stamp = isElsewhere ? undefined : stampIn(unit, tag);
    return stamp ? publications.filter((one) => compareTimestampTags(one.stamp, stamp) === 0) : [];
  });
}

function indexOf(units: readonly ReadUnit[]): TagIndex {
  const all = units.flatMap(({ publications, shown, candidates, orphans }): PlannedTag[] => [
    ...publications.flatMap(({ tags }) => tags),
    ...shown,
    ...candidates,
    ...orphans,
  ]);
  return groupBy(all, ({ tag }) => tag);
}

function tagsNamed(tags: TagIndex, { repository, tag }: NamedTag): readonly PlannedTag[] {
  return (tags.get(tag) ?? []).filter((one) => (repository ?? one.repository) === one.repository);
}
