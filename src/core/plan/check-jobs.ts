import type { Fault } from "../lib/json-document.ts";
import { quote } from "../lib/text/quote.ts";
import { basesOf } from "../unit/bases.ts";
import type { Job } from "./jobs/job.ts";
import { levelOf, maximumJobs } from "./jobs/jobs.ts";
import { maximumLevels } from "./jobs/levels.ts";
import { needsJob, type PlannedUnit } from "./plan.ts";

/** What builds or tests one platform of a unit, or all of them: a job, by its index. */
type Work = ReadonlyMap<string, { index: number; job: Job }[]>;

/**
 * The faults of a plan's jobs: each unit that needs one is built once on each of its platforms,
 * after its bases.
 */
export function checkJobs(jobs: readonly Job[], units: readonly PlannedUnit[]): Fault[] {
  const faults = checkMatrices(jobs);
  const worked = new Map(units.filter(needsJob).map((unit) => [unit.name, unit]));
  const work = new Map<string, { index: number; job: Job }[]>();
  for (const [index, job] of jobs.entries()) {
    for (const [place, name] of job.units.entries()) {
      const what = jobUnitFault(name, { index, job }, worked, work);
      if (what !== undefined) faults.push({ at: `jobs[${index}].units[${place}]`, what });
      work.set(name, [...(work.get(name) ?? []), { index, job }]);
    }
  }
  for (const [index, unit] of units.entries()) {
    const what = worked.has(unit.name) ? unassigned(unit, work) : undefined;
    if (what !== undefined) faults.push({ at: `units[${index}]`, what });
  }
  return faults;
}

function checkMatrices(jobs: readonly Job[]): Fault[] {
  const faults: Fault[] = [];
  const ids = new Set<string>();
  for (const [index, { id }] of jobs.entries()) {
    if (ids.has(id.toLowerCase())) faults.push({ at: `jobs[${index}].id`, what: "another job has this id" });
    ids.add(id.toLowerCase());
  }
  for (let level = 1; level <= maximumLevels; level++) {
    const count = jobs.filter((job) => levelOf(job) === level).length;
    if (count > maximumJobs)
      faults.push({ at: "jobs", what: `it has more than ${maximumJobs} jobs of level ${level}, GitHub's limit for a matrix` });
  }
  return faults;
}

/** @param work the jobs of the earlier units */
function jobUnitFault(
  name: string,
  { index, job }: { index: number; job: Job },
  worked: ReadonlyMap<string, PlannedUnit>,
  work: Work,
): string | undefined {
  const unit = worked.get(name);
  if (!unit) return `the plan does not build or test a unit ${quote(name)}`;
  const { platform } = job;
  const other = work.get(name)?.find(({ job: one }) => sharesPlatform(one, job));
  if (other) return `jobs[${other.index}] already has ${quote(name)}`;
  if (platform !== undefined && !unit.platforms.includes(platform)) return `${quote(name)} is not built for ${platform}`;
  const isBuiltBefore = (base: string): boolean =>
    (work.get(base) ?? []).some(
      (one) => sharesPlatform(one.job, job) && (one.index === index || levelOf(one.job) < levelOf(job)),
    );
  const used = basesOf(unit).filter(({ platforms }) => platform === undefined || (platforms?.includes(platform) ?? true));
  const base = used.find((one) => worked.has(one.unit) && !isBuiltBefore(one.unit));
  return base && `its base ${quote(base.unit)} must come before it in the same job, or in one of a lower level`;
}

/** Whether two jobs build a platform in common: one without a platform builds all. */
function sharesPlatform({ platform: one }: Job, { platform: other }: Job): boolean {
  return one === undefined || other === undefined || one === other;
}

function unassigned({ name, platforms }: PlannedUnit, work: Work): string | undefined {
  const jobs = work.get(name) ?? [];
  const missing = platforms.filter(
    (platform) => !jobs.some(({ job }) => job.platform === undefined || job.platform === platform),
  );
  if (missing.length === 0) return undefined;
  return jobs.length === 0 ? "no job builds or tests it" : `no job builds or tests it for ${missing.join(", ")}`;
}
