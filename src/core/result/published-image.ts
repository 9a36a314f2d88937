import type { Digest } from "../lib/digest.ts";
import { groupBy } from "../lib/group-by.ts";
import { type Effect, referencesWritten } from "../publish/effect.ts";
import { kindOfTag } from "../tags/publication-tags.ts";
import type { Unit } from "../unit/unit.ts";

/**
 * How an image came under its tag:
 * - built, promoted, retested: this run published it, after a build, as it was tested before, or
 *   after it was tested again
 * - followed: this run published what the unit's source had published
 * - kept: this run built it again, with the same content, and gave it a new timestamp
 * - repaired: an earlier run published it, and this one completed that
 * - rolled-back, resumed: a person rolled the stream back, or released its hold
 */
export type How = "built" | "promoted" | "retested" | "followed" | "kept" | "repaired" | "rolled-back" | "resumed";

/** An image that a run published in one registry: a row of the output `published`. */
export interface PublishedImage {
  unit: string;
  /** `registry/name` */
  repository: string;
  /** The stream tag or the version; the timestamp tag, if the stream shows another image. */
  tag: string;
  digest: Digest;
  /** What the tag showed before. Absent if it is new. */
  was?: Digest;
  how: How;
}

type TagEffect = Extract<Effect, { kind: "tag" }>;

/**
 * The images that a run published: one row for each registry and digest, in the order of the
 * effects.
 * @param newest the unit's newest publication: only that one counts if the stream does not show it
 */
export function publishedImages(
  unit: Unit,
  effects: readonly Effect[],
  newest: Digest | undefined,
  howOf: (digest: Digest) => How,
): PublishedImage[] {
  const tagged = effects.filter((effect) => effect.kind === "tag");
  const groups = groupBy(tagged, ({ repository, digest }) => `${repository}@${digest}`);
  return [...groups.values()].flatMap((group) => {
    const shown = mostTelling(unit, group, group[0]?.digest === newest);
    if (!shown) return [];
    const { repository, digest, tag, was } = shown;
    return [{ unit: unit.name, repository, tag, digest, ...(was === undefined ? {} : { was }), how: howOf(digest) }];
  });
}

/**
 * The tags that a run wrote for an earlier publication, which its own run left incomplete, before it
 * published its own image; absent without any.
 * @param newest the digest of its own publication
 */
export function completedTags(
  unit: Unit,
  effects: readonly Effect[],
  newest: Digest | undefined,
): { completed?: readonly string[] } {
  const earlier = effects.filter(
    (effect) => effect.kind === "tag" && effect.digest !== newest && kindOfTag(unit, effect.tag)?.writtenFor !== "versions",
  );
  const completed = newest === undefined ? [] : referencesWritten(unit, earlier);
  return completed.length === 0 ? {} : { completed };
}

/** The tag that says most: the stream's, else a version's, the whole one first, else a timestamp. */
function mostTelling(unit: Unit, effects: readonly TagEffect[], isNewest: boolean): TagEffect | undefined {
  const kindOf = ({ tag }: TagEffect) => kindOfTag(unit, tag);
  const versions = effects.filter((effect) => kindOf(effect)?.writtenFor === "versions");
  return (
    effects.find(({ tag }) => tag === unit.streamTag) ??
    versions.find((effect) => kindOf(effect)?.mutability === "written once") ??
    versions[0] ??
    (isNewest ? effects.find((effect) => kindOf(effect)?.isReported && kindOf(effect)?.shows === "publication") : undefined)
  );
}
