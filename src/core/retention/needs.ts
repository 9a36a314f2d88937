import { compareTimestampTags } from "../tags/grammar.ts";
import type { Need } from "./facts.ts";
import type { Protections } from "./protections.ts";
import { type OwnPublication, type ReadUnit, stampIn } from "./publications.ts";

/** What files need: by digest the image, by a tag also the publication that the tag names. */
export function protectNeeds(
  units: readonly ReadUnit[],
  needs: readonly Need[],
  kind: "pinned" | "keep-file",
  protections: Protections,
): void {
  for (const { digest, tag, by } of needs) {
    const reason = { kind, text: kind === "pinned" ? `pinned by ${by}` : `kept by ${by}` } as const;
    if (digest !== undefined) protections.addDigest(digest, reason);
    if (!tag) continue;
    for (const one of publicationsNamed(units, tag)) protections.addPublication(one, reason);
    for (const shown of imagesUnder(units, tag)) protections.addDigest(shown, reason);
  }
}

/** Whether a tag of any unit is the one that a need names. */
export function isNamedBy(needs: readonly Need[], { repository, tag }: { repository: string; tag: string }): Need | undefined {
  return needs.find((need) => need.tag?.tag === tag && (need.tag.repository ?? repository) === repository);
}

/** The needs that name nothing that a registry has, for people. */
export function unmetNeeds(units: readonly ReadUnit[], needs: readonly Need[]): string[] {
  const digests = new Set(units.flatMap(allTags).map(({ digest }) => digest));
  return needs.flatMap(({ digest, tag, by }) => {
    if (!tag) return []; // any file may have a digest that is not ours
    const where = `${tag.repository === undefined ? "" : `${tag.repository}:`}${tag.tag}`;
    const isThere = imagesUnder(units, tag).length > 0 && (digest === undefined || digests.has(digest));
    return isThere ? [] : [`${by} names ${where}${digest === undefined ? "" : `@${digest}`}, which no registry has`];
  });
}

function publicationsNamed(units: readonly ReadUnit[], { repository, tag }: NonNullable<Need["tag"]>): OwnPublication[] {
  return units.flatMap(({ unit, publications }) => {
    const isElsewhere = repository !== undefined && !unit.destinations.some((one) => one.repository === repository);
    const stamp = isElsewhere ? undefined : stampIn(unit, tag);
    return stamp ? publications.filter((one) => compareTimestampTags(one.stamp, stamp) === 0) : [];
  });
}

function imagesUnder(units: readonly ReadUnit[], { repository, tag }: NonNullable<Need["tag"]>) {
  return units
    .flatMap(allTags)
    .flatMap((one) => (one.tag === tag && (repository ?? one.repository) === one.repository ? [one.digest] : []));
}

function allTags({ publications, shown, candidates, orphans }: ReadUnit) {
  return [...publications.flatMap(({ tags }) => tags), ...shown, ...candidates, ...orphans];
}
