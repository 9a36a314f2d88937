import type { Job } from "../plan/jobs/job.ts";
import { needsJob, type Plan, type PlannedUnit } from "../plan/plan.ts";
import { baseKeys, basesOf } from "../unit/bases.ts";

/** A unit as the job of one platform builds it: with the bases that this platform uses. */
export function legOf(unit: PlannedUnit, platform: string): PlannedUnit {
  const { base: _base, baseNames: _names, basePlatforms: _platforms, otherBases: _others, ...alone } = unit;
  const used = basesOf(unit).filter(({ platforms }) => platforms?.includes(platform) ?? true);
  return {
    ...alone,
    ...baseKeys(used.map(({ platforms: _used, ...base }) => base)),
    platforms: [platform],
  };
}

/** The units that a job builds or tests, each on the job's platform if it has one. */
export function unitsOfJob({ units }: Pick<Plan, "units">, job: Pick<Job, "units" | "platform">): PlannedUnit[] {
  const { platform } = job;
  const own = units.filter((unit) => job.units.includes(unit.name) && needsJob(unit));
  return platform === undefined ? own : own.map((unit) => legOf(unit, platform));
}

/** The jobs that build or test each unit: one or, if each platform is a job of its own, in the unit's order. */
export function jobsByUnit({ units, jobs }: Pick<Plan, "units" | "jobs">): Map<string, Job[]> {
  const found = new Map<string, Job[]>(units.map(({ name }) => [name, []]));
  for (const job of jobs) for (const name of job.units) found.get(name)?.push(job);
  for (const { name, platforms } of units) {
    const placeOf = ({ platform }: Job): number => (platform === undefined ? 0 : platforms.indexOf(platform));
    found.get(name)?.sort((one, other) => placeOf(one) - placeOf(other));
  }
  return found;
}
