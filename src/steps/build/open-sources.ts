import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import { sourceName } from "../../core/sources/scope.ts";
import type { Reporter } from "../../ports/reporter.ts";
import type { SourceTrees } from "../plan/checkout/source-trees.ts";

/**
 * Opens the work trees of the sources that a job builds. A commit that cannot be had stops its own
 * units.
 * @returns the reported problems, by unit name
 * @throws Failure if no unit of the job is left
 */
export async function openSources(
  units: readonly PlannedUnit[],
  trees: SourceTrees,
  reporter: Reporter,
): Promise<Map<string, readonly Problem[]>> {
  const stopped = new Map<string, readonly Problem[]>();
  const needed = units.filter(({ decision }) => decision !== "blocked");
  const sources = new Map(needed.flatMap(({ source }) => (source ? [[source.commit, source] as const] : [])));
  for (const [commit, source] of sources) {
    try {
      await trees.open(commit);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const of = needed.filter((unit) => unit.source?.commit === commit);
      const names = firstOf(
        of.map(({ name }) => name),
        5,
      );
      const severity = of.some(({ required }) => required) ? "error" : "warning";
      const message = `${names}: Tagstream cannot check out ${sourceName(source)}. ${error.message}`;
      const problems: Problem[] = [{ code: "source-unusable", severity, message }];
      for (const { name } of of) stopped.set(name, problems);
    }
  }
  const problems = [...new Set(stopped.values())].flat();
  if (needed.length > 0 && needed.every(({ name }) => stopped.has(name))) throw new Failure(problems);
  for (const problem of problems) reporter.problem(problem);
  return stopped;
}
