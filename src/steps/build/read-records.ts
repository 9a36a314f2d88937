import type { JobRecord, UnitRecord } from "../../core/build/record.ts";
import { readRecord } from "../../core/build/record-document.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Job } from "../../core/plan/jobs/job.ts";
import { levelOf } from "../../core/plan/jobs/jobs.ts";
import { needsJob, type Plan } from "../../core/plan/plan.ts";
import type { Ports } from "../../ports/index.ts";

/**
 * The records of this plan's jobs. Reports and ignores a record that is damaged, unreadable, or of
 * another plan, as a re-run may find it. Its units then fail for lack of evidence.
 * @param folder empty, or absent on this machine, if there are none: nothing was built, or no job
 *   wrote a record
 */
export async function readRecords(
  plan: Plan,
  folder: string,
  { files, reporter }: Pick<Ports, "files" | "reporter">,
): Promise<JobRecord[]> {
  const records = new Map<string, JobRecord>();
  const unreadable = (path: string, error: unknown): void => {
    if (!(error instanceof Failure)) throw error;
    for (const problem of error.problems) {
      const severity = problem.code === "record-foreign" ? "warning" : "error";
      reporter.problem({ ...problem, severity, message: `Ignoring ${path}. ${problem.message}` });
    }
  };
  if (folder === "") return [];
  for (const file of await files.find(folder, /^record-.*\.json$/, unreadable)) {
    try {
      const record = readRecord(await files.read(file), plan);
      records.set(record.job, record);
    } catch (error) {
      unreadable(file, error);
    }
  }
  return [...records.values()];
}

/**
 * What jobs of earlier levels recorded of the bases of a job, by unit name: on the job's platform,
 * if it has one.
 */
export function earlierRecords(plan: Plan, job: Job, records: readonly JobRecord[]): Map<string, UnitRecord> {
  const built = new Set(plan.units.filter(needsJob).map(({ name }) => name));
  const earlier = plan.jobs.filter((one) => levelOf(one) < levelOf(job) && one.platform === job.platform);
  const ids = new Set(earlier.map(({ id }) => id));
  const found = records.filter((record) => ids.has(record.job)).flatMap(({ units }) => units);
  return new Map(found.filter(({ unit }) => built.has(unit)).map((record) => [record.unit, record]));
}
