import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { isNeeded } from "../../core/publish/observation.ts";
import type { Destination, Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";

/** A push that a registry would refuse. */
export interface RefusedPush<U> {
  problem: Problem;
  /** One of the repositories that refused in these words. */
  repository: string;
  /** The units that need it; none if the registry is optional for all. */
  units: U[];
}

/**
 * Asks registries for the right to push before work that needs it. Asks once per repository.
 * @param targets the repositories to push a unit to; the first one is always required
 */
export async function refusedPushes<U>(
  units: readonly U[],
  targets: (unit: U) => readonly Destination[],
  registry: Registry,
): Promise<RefusedPush<U>[]> {
  const refused = await Promise.all(
    [...repositoriesOf(units, targets)].map(async ([repository, needing]) =>
      (await refusals(registry, repository)).map((problem) => ({ problem, repository, units: needing })),
    ),
  );
  // All repositories of an unreachable host report the same.
  const reported = new Map<string, RefusedPush<U>>();
  for (const { problem, repository, units: needing } of refused.flat()) {
    const before = reported.get(problem.message)?.units ?? [];
    reported.set(problem.message, { problem, repository, units: [...new Set([...before, ...needing])] });
  }
  return [...reported.values()];
}

/**
 * The same for units that are published together or not at all. Reports an optional registry's
 * refusal at once, and goes on.
 */
export async function missingPushRights(
  units: readonly Pick<Unit, "destinations">[],
  { registry, reporter }: { registry: Registry; reporter: Reporter },
): Promise<Problem[]> {
  const refused = await refusedPushes(units, ({ destinations }) => destinations, registry);
  return refused.flatMap(({ problem, units: needing }) => {
    if (needing.length > 0) return [problem];
    reporter.problem({ ...problem, severity: "warning" });
    return [];
  });
}

/** The repositories to write to, with the units that depend on them. */
function repositoriesOf<U>(units: readonly U[], targets: (unit: U) => readonly Destination[]): Map<string, U[]> {
  const repositories = new Map<string, U[]>();
  for (const unit of units) {
    for (const [index, destination] of targets(unit).entries()) {
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
