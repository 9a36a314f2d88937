import { Failure, type Problem } from "../core/problem.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry, Reporter } from "../ports.ts";

/**
 * Asks registries for the right to push before anything is done that would be in vain without it. What an optional one refuses is told
 * at once, and keeps nothing from being done.
 * @param everywhere whether all destinations of the units are written to, or the first one of each alone
 */
export async function missingPushRights(
  units: readonly Pick<Unit, "destinations">[],
  everywhere: boolean,
  { registry, reporter }: { registry: Registry; reporter: Reporter },
): Promise<Problem[]> {
  const missing = await Promise.all(
    [...repositoriesOf(units, everywhere)].map(async ([repository, required]) => {
      const problems = await refusals(registry, repository);
      return problems.map((problem) => (required ? problem : { ...problem, severity: "warning" as const }));
    }),
  );
  // Of a host that cannot be reached all its repositories tell the same.
  const told = new Map(missing.flat().map((problem) => [`${problem.severity} ${problem.message}`, problem]));
  for (const problem of told.values()) if (problem.severity === "warning") reporter.problem(problem);
  return [...told.values()].filter(({ severity }) => severity === "error");
}

/** The repositories that are written to, and whether anything is of use without them. */
function repositoriesOf(units: readonly Pick<Unit, "destinations">[], everywhere: boolean): Map<string, boolean> {
  const repositories = new Map<string, boolean>();
  for (const { destinations } of units) {
    for (const [index, { repository, required }] of destinations.slice(0, everywhere ? undefined : 1).entries()) {
      repositories.set(repository, (repositories.get(repository) ?? false) || required || index === 0);
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
