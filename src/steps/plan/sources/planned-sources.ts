import type { StreamSource, ValueFile } from "../../../core/config/index.ts";
import { testPaths } from "../../../core/inputs/inputs-hash.ts";
import { groupBy } from "../../../core/lib/group-by.ts";
import { Failure, failure } from "../../../core/lib/problems/problem.ts";
import { shortCommit } from "../../../core/lib/text/words.ts";
import type { Plan, PlannedUnit } from "../../../core/plan/plan.ts";
import { sourceName } from "../../../core/sources/scope.ts";
import type { Repository } from "../../../ports/repository.ts";
import { filesAt } from "./source-files.ts";

/** The units of a plan that this run reads at their sources. */
function sourcedUnits({ units }: Pick<Plan, "units">): PlannedUnit[] {
  return units.filter(({ source, decision }) => source !== undefined && decision !== "blocked");
}

/**
 * Makes sure that every source commit of a plan is here.
 * @throws Failure `plan-foreign` for a commit that is not one of this repository
 */
export async function assertSourcesHere(plan: Pick<Plan, "units">, repository: Repository): Promise<void> {
  const seen = new Set<string>();
  for (const { name, source } of sourcedUnits(plan)) {
    if (!source || seen.has(source.commit)) continue;
    seen.add(source.commit);
    try {
      await repository.obtain(source.commit);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const what = `The plan builds ${name} from ${sourceName(source)}@${shortCommit(source.commit)}`;
      throw failure("plan-foreign", `${what}, but git cannot fetch that commit from "origin". Plan again.`, { cause: error });
    }
  }
}

/**
 * The sources of streams as a plan has them, with the files of their commits. The plan's own paths
 * count as present: they must equal the configuration's, and a build without them fails.
 */
export async function plannedSources(
  plan: Pick<Plan, "units">,
  valueFiles: readonly ValueFile[],
  repository: Repository,
): Promise<Map<string, StreamSource>> {
  const sources = new Map<string, StreamSource>();
  const planned = new Map<string, "file" | "folder">();
  for (const { build, ...unit } of sourcedUnits(plan)) {
    for (const path of [build.context, ...Object.values(build.contexts)]) planned.set(path, "folder");
    for (const path of [build.dockerfile, ...testPaths(unit)]) planned.set(path, "file");
  }
  for (const { stream, source, decision } of plan.units) {
    if (!source || sources.has(stream)) continue;
    if (decision === "blocked") continue;
    const wanted = valueFiles.filter((file) => file.stream === stream);
    const files = await filesAt(source.commit, repository, wanted);
    sources.set(stream, { source, ...files, kindOf: (path) => planned.get(path) ?? files.kindOf(path) });
  }
  for (const { stream, source } of plan.units) {
    if (!source || sources.has(stream)) continue;
    sources.set(stream, { source, blocked: { code: "source-unusable", reason: "its source is not available" } });
  }
  return sources;
}

/** The units of a plan by the commit that they come from. */
export function unitsByCommit(commit: string, units: readonly PlannedUnit[]): Map<string, PlannedUnit[]> {
  const readable = units.filter(({ source, decision }) => source === undefined || decision !== "blocked");
  return groupBy(readable, ({ source }) => source?.commit ?? commit);
}
