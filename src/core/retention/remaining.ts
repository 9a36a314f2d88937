import type { Digest } from "../lib/digest.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import type { RetentionUnit } from "./facts.ts";
import { placeOf } from "./publications.ts";
import type { PlannedTag } from "./retention-plan.ts";

/** The tags that registries have once a run has removed what it removes. */
export class RemainingTags {
  readonly #byDigest = new Map<Digest, Map<string, PlannedTag>>();

  constructor(units: readonly RetentionUnit[]) {
    for (const { destinations, candidates } of units)
      for (const { repository, tags } of candidates ? [...destinations, candidates] : destinations)
        for (const [tag, digest] of tags) this.#of(digest).set(placeOf({ repository, tag }), { repository, tag, digest });
  }

  remove(tag: PlannedTag): void {
    this.#byDigest.get(tag.digest)?.delete(placeOf(tag));
  }

  tagsOf(digest: Digest): PlannedTag[] {
    return [...(this.#byDigest.get(digest)?.values() ?? [])];
  }

  /** The tags of each of these digests, by repository. */
  byRepository(digests: Iterable<Digest>): { repository: string; digest: Digest; tags: string[] }[] {
    return [...digests].flatMap((digest) => {
      const places = new Map<string, string[]>();
      for (const { repository, tag } of this.tagsOf(digest)) places.set(repository, [...(places.get(repository) ?? []), tag]);
      return [...places].map(([repository, tags]) => ({ repository, digest, tags: tags.sort(compareTexts) }));
    });
  }

  #of(digest: Digest): Map<string, PlannedTag> {
    const known = this.#byDigest.get(digest) ?? new Map<string, PlannedTag>();
    this.#byDigest.set(digest, known);
    return known;
  }
}
