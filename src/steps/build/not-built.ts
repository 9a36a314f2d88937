import type { UnitRecord } from "../../core/build/record.ts";
import type { Code } from "../../core/lib/problems/problem.ts";
import type { Job } from "../../core/plan/jobs/job.ts";
import type { Plan } from "../../core/plan/plan.ts";

/** Why a unit is not built. */
export interface Obstacle {
  outcome: "skipped" | "unchecked";
  /** For people: `not built: its base base:release failed`. */
  problem: string;
  /** Present if no other job or unit reports what is behind it. */
  code?: Code;
}

/**
 * What keeps a unit from being built, among its bases; undefined if nothing does. A failure says
 * more than a lack of secrets.
 * @param bases the names of the bases that the unit waits for
 * @param records of those that this job or an earlier one built or tested
 * @param job the job; absent if this machine builds everything
 */
export function obstacleAmong(
  bases: readonly string[],
  records: readonly UnitRecord[],
  { jobs }: Pick<Plan, "jobs">,
  job: Job | undefined,
): Obstacle | undefined {
  const lost = bases.find((name) => !records.some(({ unit }) => unit === name));
  if (lost !== undefined && job) {
    const id = jobs.find((one) => one.units.includes(lost) && one.platform === job.platform)?.id;
    const problem = `not built: its base ${lost} has no image from this run, because the job ${id} left no record. Re-run the failed jobs.`;
    return { outcome: "skipped", problem, code: "build-base-missing" };
  }
  const obstacles = records.filter(({ outcome }) => outcome !== "passed");
  const base = obstacles.find(({ outcome }) => outcome !== "unchecked") ?? obstacles[0];
  if (!base) return undefined;
  if (base.outcome === "unchecked")
    return { outcome: "unchecked", problem: `not built: its base ${base.unit} could not be built here` };
  const why = base.outcome === "failed" ? "failed" : "was not built either";
  return { outcome: "skipped", problem: `not built: its base ${base.unit} ${why}` };
}
