import type { Digest } from "../lib/digest.ts";
import { groupBy } from "../lib/group-by.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import type { RetentionUnit } from "./facts.ts";
import type { PlannedTag } from "./retention-plan.ts";

type Place = Pick<PlannedTag, "repository" | "tag">;

/** The tags that registries have once a run has removed what it removes. */
export class RemainingTags {
  readonly #tags = new Map<string, Map<string, Digest>>();

  constructor(units: readonly RetentionUnit[]) {
    for (const { destinations, candidates } of units) {
      for (const { repository, tags } of candidates ? [...destinations, candidates] : destinations) {
        const known = this.#tags.get(repository);
        if (!known) this.#tags.set(repository, new Map(tags));
        else for (const [tag, digest] of tags) known.set(tag, digest);
      }
    }
  }

  remove({ repository, tag }: Place): void {
    this.#tags.get(repository)?.delete(tag);
  }

  /** Where an image has a tag. */
  tagsOf(digest: Digest): Place[] {
    return [...this.#tags].flatMap(([repository, tags]) =>
      [...tags].flatMap(([tag, shown]) => (shown === digest ? [{ repository, tag }] : [])),
    );
  }

  /** The tags of each of these digests, by repository. */
  byRepository(digests: ReadonlySet<Digest>): { repository: string; digest: Digest; tags: string[] }[] {
    return [...this.#tags].flatMap(([repository, all]) => {
      const wanted = [...all].filter(([, digest]) => digests.has(digest));
      return [...groupBy(wanted, ([, digest]) => digest)].map(([digest, tags]) => ({
        repository,
        digest,
        tags: tags.map(([tag]) => tag).sort(compareTexts),
      }));
    });
  }
}
