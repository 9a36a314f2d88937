import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { isNeeded } from "../../core/publish/observation.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";

type Published = Pick<Unit, "destinations">;

/** A push that a registry would refuse. */
export interface RefusedPush<U extends Published> {
  problem: Problem;
  /** The units that need it; none if the registry is optional for all. */
  units: U[];
}

/**
 * Asks registries for the right to push before work that needs it. Asks once per repository.
 * @param everywhere whether to check all destinations of the units, or only the first of each
 */
export async function refusedPushes<U extends Published>(
  units: readonly U[],
  everywhere: boolean,
  registry: Registry,
): Promise<RefusedPush<U>[]> {
  const refused = await Promise.all(
    [...repositoriesOf(units, everywhere)].map(async ([repository, needing]) =>
      (await refusals(registry, repository)).map((problem) => ({ problem, units: needing })),
    ),
  );
  // All repositories of an unreachable host report the same.
  const reported = new Map<string, RefusedPush<U>>();
  for (const { problem, units: needing } of refused.flat()) {
    const before = reported.get(problem.message)?.units ?? [];
    reported.set(problem.message, { problem, units: [...new Set([...before, ...needing])] });
  }
  return [...reported.values()];
}

/**
 * The same for units that are published together or not at all. Reports an optional registry's
 * refusal at once, and goes on.
 */
export async function missingPushRights(
  units: readonly Published[],
  everywhere: boolean,
  { registry, reporter }: { registry: Registry; reporter: Reporter },
): Promise<Problem[]> {
  const refused = await refusedPushes(units, everywhere, registry);
  return refused.flatMap(({ problem, units: needing }) => {
    if (needing.length > 0) return [problem];
    reporter.problem({ ...problem, severity: "warning" });
    return [];
  });
}

/** The repositories to write to, with the units that depend on them. */
function repositoriesOf<U extends Published>(units: readonly U[], everywhere: boolean): Map<string, U[]> {
  const repositories = new Map<string, U[]>();
  for (const unit of units) {
    for (const [index, destination] of unit.destinations.slice(0, everywhere ? undefined : 1).entries()) {
      const needing = repositories.get(destination.repository) ?? [];
      repositories.set(destination.repository, isNeeded(destination, index) ? [...needing, unit] : needing);
    }
  }
  return repositories;
}

async function refusals(registry: Registry, repository: string): Promise<readonly Problem[]> {
  try {
    await registry.assertCanPush(repository);
    return [];
  } catch (error) {
    if (error instanceof Failure) return error.problems;
    throw error;
  }
}
