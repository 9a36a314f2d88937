import { kindOfTag } from "../tags/publication-tags.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import { firstRepository } from "../unit/repositories.ts";
import type { Unit } from "../unit/unit.ts";
import { removalsOf } from "./order.ts";
import type { PlannedTag, RetentionPlan } from "./retention-plan.ts";

/** A tag that a plan removes. */
export interface DoomedTag extends PlannedTag {
  unit: string;
  /** Its publication; absent for a candidate, and for what a failed run left. */
  stamp?: PublicationId;
}

/** Tags to remove, in the order of removal: each group begins after the end of the one before. */
export type DoomedGroups = [others: DoomedTag[], first: DoomedTag[], marks: DoomedTag[]];

/**
 * The tags that a plan removes. A killed run leaves no publication that looks like another one: first
 * goes what other registries have, then what the unit's first registry has, then the marks that say what
 * these publications were. In each group, the plan's order stays.
 */
export function doomedTags(plan: RetentionPlan, units: readonly Unit[]): DoomedGroups {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const doomed: DoomedGroups = [[...plan.leftovers], [], []];
  for (const { unit: name, publication } of removalsOf(plan)) {
    const unit = byName.get(name);
    if (!unit) continue;
    for (const tag of publication.tags) doomed[groupOf(unit, tag)].push({ ...tag, unit: name, stamp: publication.stamp });
  }
  return doomed;
}

function groupOf(unit: Unit, { repository, tag }: PlannedTag): 0 | 1 | 2 {
  const isMark = kindOfTag(unit, tag)?.comesFirst === true;
  if (isMark) return 2;
  return repository === firstRepository(unit) ? 1 : 0;
}
