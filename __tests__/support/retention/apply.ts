import type { RepositoryTags } from "../../../src/core/retention/facts.ts";
import type { RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import { nameOf, removedTags } from "./checker.ts";
import type { RandomWorld } from "./random-world.ts";

/** The world once a run has removed what its plan says. */
export function applied(world: RandomWorld, plan: RetentionPlan): RandomWorld {
  const removed = removedTags(plan, world);
  const without = ({ repository, tags }: RepositoryTags): RepositoryTags => ({
    repository,
    tags: new Map([...tags].filter(([tag]) => !removed.has(nameOf({ repository, tag })))),
  });
  const units = world.facts.units.map(({ unit, destinations, candidates }) => ({
    unit,
    destinations: destinations.map(without),
    ...(candidates ? { candidates: without(candidates) } : {}),
  }));
  return { ...world, facts: { ...world.facts, units } };
}
