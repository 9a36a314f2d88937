import type { RepositoryTags } from "../../../src/core/retention/facts.ts";
import { removalsOf } from "../../../src/core/retention/order.ts";
import type { RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import { nameOf, removedTags } from "./checker.ts";
import type { RandomWorld } from "./random-world.ts";

/** The world once a run has removed what its plan says. */
export function applied(world: RandomWorld, plan: RetentionPlan): RandomWorld {
  return without(world, removedTags(plan, world));
}

/** The world if somebody killed the run after a part of its removals. @param part from 0 to 1 */
export function interrupted(world: RandomWorld, plan: RetentionPlan, part: number): RandomWorld {
  const tags = [...removalsOf(plan).flatMap(({ publication }) => publication.tags), ...plan.leftovers];
  return without(world, new Set(tags.slice(0, Math.floor(tags.length * part)).map(nameOf)));
}

function without(world: RandomWorld, removed: ReadonlySet<string>): RandomWorld {
  const rest = ({ repository, tags }: RepositoryTags): RepositoryTags => ({
    repository,
    tags: new Map([...tags].filter(([tag]) => !removed.has(nameOf({ repository, tag })))),
  });
  const units = world.facts.units.map(({ unit, destinations, candidates }) => ({
    unit,
    destinations: destinations.map(rest),
    ...(candidates ? { candidates: rest(candidates) } : {}),
  }));
  return { ...world, facts: { ...world.facts, units } };
}
