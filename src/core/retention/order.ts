import { compareTimestampTags } from "../tags/grammar.ts";
import type { OwnTag } from "./publications.ts";
import type { PlannedPublication, PlannedTag, PlannedUnit, RetentionPlan } from "./retention-plan.ts";

/** A publication that a run removes. */
export interface PlannedRemoval {
  unit: string;
  publication: PlannedPublication;
}

const roles: Record<OwnTag["role"], number> = { "alias timestamp": 0, timestamp: 1, mark: 2 };

/**
 * The tags of a publication in the order of removal. A run that stops in between leaves a
 * publication, or marks without one: the next run finds both. No unit would own the tag of an alias
 * without a publication.
 * @param repositories of the unit, in its order
 */
export function tagsToRemove(tags: readonly OwnTag[], repositories: readonly string[]): PlannedTag[] {
  const placeOf = ({ repository }: OwnTag): number => {
    const index = repositories.indexOf(repository);
    return index === 0 ? repositories.length : index;
  };
  return tags
    .toSorted((a, b) => roles[a.role] - roles[b.role] || placeOf(a) - placeOf(b))
    .map(({ repository, tag, digest }) => ({ repository, tag, digest }));
}

/**
 * The publications that one run removes, in the order of removal: first withdrawn ones, because what
 * remains must show that they were, then the oldest. What a unit postpones or refuses is not there.
 */
export function removalsOf({ units }: Pick<RetentionPlan, "units">): PlannedRemoval[] {
  const postponed = new Map(units.map(({ unit, postponed: number = 0 }) => [unit, number]));
  const going = allRemovals(units);
  return going
    .toReversed()
    .filter(({ unit }) => {
      const left = postponed.get(unit) ?? 0;
      postponed.set(unit, left - 1);
      return left <= 0;
    })
    .toReversed();
}

/** All publications to remove, without a limit, in the order of removal. */
export function allRemovals(units: readonly PlannedUnit[]): PlannedRemoval[] {
  return units
    .filter(({ refused }) => refused === undefined)
    .flatMap(({ unit, publications }) =>
      publications.filter(({ keep }) => keep.length === 0).map((publication) => ({ unit, publication })),
    )
    .sort(
      ({ publication: a }, { publication: b }) =>
        Number(b.withdrawn ?? false) - Number(a.withdrawn ?? false) || compareTimestampTags(a.stamp, b.stamp),
    );
}
