import { movingTagsOf } from "../../tags/publication-tags.ts";
import type { Unit } from "../../unit/unit.ts";
import { publishedReference } from "./reference.ts";

/** The names of the units that publish references. */
export interface Published {
  /** The unit that publishes a reference in a Dockerfile, however the reference is spelt. */
  unitOf(reference: string): string | undefined;
}

/**
 * The references that a configuration publishes as builds. A stream that follows another one is not
 * built: an image on top of it uses what the registry has, as of any other image.
 */
export function publishedBy(units: readonly Unit[]): Published {
  const published = new Map<string, string>();
  for (const unit of units) {
    if (unit.follows) continue;
    for (const { repository } of unit.destinations) {
      for (const movingTag of movingTagsOf(unit)) {
        const reference = publishedReference(`${repository}:${movingTag}`);
        if (reference !== undefined) published.set(reference, unit.name);
      }
    }
  }
  return { unitOf: (reference) => published.get(publishedReference(reference) ?? "") };
}
