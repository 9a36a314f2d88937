import { movingTagsOf } from "../../tags/publication-tags.ts";
import type { Unit } from "../../unit/unit.ts";
import { publishedReference } from "./reference.ts";

/** The names of the units that publish references. */
export interface Published {
  /** The unit that publishes a reference in a Dockerfile, however the reference is spelt. */
  unitOf(reference: string): string | undefined;
}

export function publishedBy(units: readonly Unit[]): Published {
  const published = new Map<string, string>();
  for (const unit of units) {
    for (const { repository } of unit.destinations) {
      for (const movingTag of movingTagsOf(unit)) {
        const reference = publishedReference(`${repository}:${movingTag}`);
        if (reference !== undefined) published.set(reference, unit.name);
      }
    }
  }
  return { unitOf: (reference) => published.get(publishedReference(reference) ?? "") };
}
