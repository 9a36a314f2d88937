import type { Unit } from "../unit/unit.ts";
import { type Decision, type Job, needsJob } from "./plan.ts";

/** The most jobs that a matrix may have, per GitHub's limits. */
export const maximumJobs = 256;

type Planned = Pick<Unit, "name" | "image" | "streamTag" | "base"> & { decision: Decision };

/**
 * The jobs that build or test a plan's units. An image and its bases, of one variant and stream, are one job, so that
 * a base is built once and its children right on it. More than 256 such groups are spread evenly over 256 jobs.
 * @param units bases before what is built on them; this order is kept within each job
 */
export function jobsOf(units: readonly Planned[]): Job[] {
  const groups = groupByBase(units.filter(needsJob));
  if (groups.length <= maximumJobs) {
    const taken = new Set<string>();
    return groups.map((group) => ({ id: uniqueId(group, taken), units: group.map(({ name }) => name) }));
  }
  const jobs = Array.from(
    { length: maximumJobs },
    (_, index): Job => ({ id: `job-${String(index + 1).padStart(3, "0")}`, units: [] }),
  );
  groups.forEach((group, index) => {
    jobs[index % maximumJobs]?.units.push(...group.map(({ name }) => name));
  });
  return jobs;
}

/** Units that hang together by `base`, in the order in which the first of each group comes. */
function groupByBase(units: readonly Planned[]): Planned[][] {
  const groups: Planned[][] = [];
  const groupOf = new Map<string, Planned[]>();
  for (const unit of units) {
    let group = unit.base === undefined ? undefined : groupOf.get(unit.base);
    if (!group) {
      group = [];
      groups.push(group);
    }
    group.push(unit);
    groupOf.set(unit.name, group);
  }
  return groups;
}

/** An id that an artifact's name may hold, and that tells a reader of the run which job it is. */
function uniqueId(group: readonly Planned[], taken: Set<string>): string {
  const root = group[0];
  const readable = root ? `${root.image}.${root.streamTag}`.replaceAll("/", ".") : "empty";
  let id = readable;
  for (let n = 2; taken.has(id.toLowerCase()); n++) id = `${readable}.${n}`; // artifacts may be told apart without regard to case
  taken.add(id.toLowerCase());
  return id;
}

/** GitHub's matrix of the jobs: ids only, so that it stays far below the limit of an output. */
export function matrixOf(jobs: readonly Job[]): { include: { job: string }[] } {
  return { include: jobs.map(({ id }) => ({ job: id })) };
}
