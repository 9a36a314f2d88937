import type { Intent } from "../../events/intent.ts";
import { groupBy } from "../../lib/group-by.ts";
import { failure } from "../../lib/problems/problem.ts";
import { count, joined } from "../../lib/text/words.ts";
import { buildRepository } from "../../unit/repositories.ts";
import type { Unit } from "../../unit/unit.ts";
import { needsJob, type Plan, type PlannedUnit } from "../plan.ts";
import type { Grouped } from "./connections.ts";
import { connected } from "./groups.ts";
import type { Job } from "./job.ts";
import { maximumLevels, splitAtBases } from "./levels.ts";
import { areApart, type Runners, runnerOf } from "./runners.ts";

/** GitHub's limit on the jobs of one matrix. */
export const maximumJobs = 256;

/** How a configuration spreads its builds over jobs. */
export interface JobRules {
  runners?: Runners;
  /** A larger group of connected units is split at its bases. Absent: no group is. */
  maxUnits?: number;
}

type Planned = Grouped & Pick<Unit, "destinations" | "candidates"> & Pick<PlannedUnit, "decision">;

/** Units that one job builds, on all their platforms, or one job for each platform. */
interface Part {
  level: number;
  units: Planned[];
  /** Whether each platform is a job of its own. */
  apart: boolean;
}

/**
 * The jobs that build or test the units of a plan. One job has an image and its bases, of one
 * variant and stream: a base is built once, and its children directly after it. A matrix with more
 * than 256 jobs is spread evenly over 256.
 * @param units bases before their children; each job keeps this order
 */
export function jobsOf(units: readonly Planned[], { runners, maxUnits }: JobRules, intent: Intent): Job[] {
  // Also if this plan builds only a part of what is connected: a cache fits builds of the same kind.
  const native = runners ? connected(units).filter((group) => areApart(platformsOf(group), runners)) : [];
  const apartUnits = new Set(native.flat());
  const parts = connected(units.filter(needsJob)).flatMap((group): Part[] => {
    const apart = group.some((unit) => apartUnits.has(unit));
    return splitOf(group, maxUnits, intent).map((part) => ({ ...part, apart }));
  });
  const taken = new Set<string>();
  return [...groupBy(parts, ({ level }) => level)]
    .toSorted(([one], [other]) => one - other)
    .flatMap(([, of]) => jobsOfLevel(of, runners, taken));
}

/** A base that stays on its machine cannot be in another job than its children. */
function splitOf(group: readonly Planned[], maxUnits: number | undefined, intent: Intent): Omit<Part, "apart">[] {
  const stays = group.some((unit) => buildRepository(unit, intent) === undefined);
  return maxUnits === undefined || stays ? [{ level: 1, units: [...group] }] : splitAtBases(group, maxUnits);
}

function jobsOfLevel(parts: readonly Part[], runners: Runners | undefined, taken: Set<string>): Job[] {
  const jobs = parts.map((part) => jobsOfPart(part, readableId(part.units), runners, taken));
  if (jobs.flat().length <= maximumJobs) return jobs.flat();
  return spread(parts).flatMap((part, index) => jobsOfPart(part, `job-${String(index + 1).padStart(3, "0")}`, runners, taken));
}

/**
 * Spreads parts evenly over at most 256 jobs. Parts with a job for each platform stay apart from the
 * others, because a job finds its bases only in jobs of the same kind.
 */
function spread(parts: readonly Part[]): Part[] {
  const native = parts.filter(({ apart }) => apart);
  const whole = parts.filter(({ apart }) => !apart);
  const each = platformsOf(native.flatMap(({ units }) => units)).length;
  const share = Math.floor((native.length * maximumJobs) / (whole.length + native.length * each));
  const most = Math.floor((maximumJobs - Math.min(1, whole.length)) / Math.max(1, each));
  const natives = Math.min(native.length, most, Math.max(1, share));
  return [...spreadOver(native, natives), ...spreadOver(whole, Math.min(whole.length, maximumJobs - natives * each))];
}

function spreadOver(parts: readonly Part[], count: number): Part[] {
  const { level = 1, apart = false } = parts[0] ?? {};
  const over = Array.from({ length: count }, (): Part => ({ level, units: [], apart }));
  parts.forEach(({ units }, index) => {
    over[index % count]?.units.push(...units);
  });
  return over;
}

function jobsOfPart({ level, units, apart }: Part, readable: string, runners: Runners | undefined, taken: Set<string>): Job[] {
  const at = level === 1 ? {} : { level };
  const names = (of: readonly Planned[]) => of.map(({ name }) => name);
  const platforms = apart ? platformsOf(units) : [];
  const suffixOf = (platform: string): string => `--${platform.replaceAll("/", "-")}`;
  const id = uniqueId(readable, platforms.map(suffixOf), taken);
  if (!apart) return [{ id, units: names(units), ...on(runners?.default), ...at }];
  return platforms.map((platform) => ({
    id: `${id}${suffixOf(platform)}`,
    units: names(units.filter((unit) => unit.platforms.includes(platform))),
    platform,
    ...on(runners && runnerOf(platform, runners)),
    ...at,
  }));
}

function on(runner: Job["runner"]): Pick<Job, "runner"> {
  return runner === undefined ? {} : { runner };
}

/** The platforms of units, in the order of the first unit that has each. */
function platformsOf(units: readonly Pick<Unit, "platforms">[]): string[] {
  return [...new Set(units.flatMap(({ platforms }) => platforms))];
}

/** Leaves room for a number and a platform in an id, and for the name of a record's file around it. */
const maximumReadable = 160;

/** An id that is valid in an artifact's name, and that identifies the job for readers of the run. */
function readableId([root]: readonly Planned[]): string {
  return root ? `${root.image}.${root.streamTag}`.replaceAll("/", ".").slice(0, maximumReadable) : "empty";
}

/** An id that no other job has, with any of these suffixes either. */
function uniqueId(readable: string, suffixes: readonly string[], taken: Set<string>): string {
  const keysOf = (id: string) => ["", ...suffixes].map((suffix) => `${id}${suffix}`.toLowerCase()); // names of artifacts may ignore case
  let id = readable;
  for (let n = 2; keysOf(id).some((key) => taken.has(key)); n++) id = `${readable}.${n}`;
  for (const key of keysOf(id)) taken.add(key);
  return id;
}

/** GitHub's matrix. It has only ids and runners, to stay far below the size limit of outputs. */
export interface Matrix {
  include: ({ job: string } & Pick<Job, "runner">)[];
}

/** The matrix of the jobs of one level. */
export function matrixOf(jobs: readonly Job[], level = 1): Matrix {
  return { include: jobs.filter((job) => levelOf(job) === level).map(({ id, runner }) => ({ job: id, ...on(runner) })) };
}

/** The level of a job: a job needs those of lower levels. */
export function levelOf({ level = 1 }: Pick<Job, "level">): number {
  return level;
}

/**
 * The job of a plan with an id.
 * @throws Failure `build-unknown-job`
 */
export function findJob({ jobs }: Pick<Plan, "jobs">, id: string): Job {
  const job = jobs.find((candidate) => candidate.id === id);
  if (job) return job;
  const known = jobs.map((candidate) => candidate.id).join(", ");
  throw failure(
    "build-unknown-job",
    `The plan has no job "${id}". It has: ${known || "none, because there is nothing to build"}.`,
  );
}

/** A note if one machine builds everything although the configuration spreads it. */
export function notesOnOneMachine({ runners, maxUnits }: JobRules): string[] {
  const keys = [...(runners ? ["`runners`"] : []), ...(maxUnits === undefined ? [] : ["`jobs`"])];
  if (keys.length === 0) return [];
  return [
    `${joined(keys)} of the configuration have no effect here, because one machine builds everything: the templates have several jobs`,
  ];
}

/** A note if jobs are larger than the limit, although their groups were split. */
export function notesOnLimit(jobs: readonly Job[], { maxUnits }: JobRules): string[] {
  const [largest, ...others] = jobs.map(({ id, units }) => ({ id, size: units.length })).toSorted((a, b) => b.size - a.size);
  if (maxUnits === undefined || !largest || largest.size <= maxUnits) return [];
  const more = others.filter(({ size }) => size > maxUnits).length;
  return [
    `\`max-units: ${maxUnits}\` cannot be kept: jobs have up to ${count(largest.size, "image")} (${largest.id}${more > 0 ? ` and ${more} more` : ""}). Tagstream splits groups only at bases, into at most ${maximumLevels} levels, and only if the builds may leave the runner`,
  ];
}
