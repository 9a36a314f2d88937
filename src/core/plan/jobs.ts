import type { Unit } from "../unit/unit.ts";
import { type Decision, type Job, needsJob } from "./plan.ts";

/** GitHub's limit on the jobs of one matrix. */
export const maximumJobs = 256;

type Planned = Pick<Unit, "name" | "image" | "streamTag" | "base"> & { decision: Decision };

/**
 * The jobs that build or test the units of a plan. One job has an image and its bases, of one
 * variant and stream: a base is built once, and its children directly after it. More than 256
 * groups are spread evenly over 256 jobs.
 * @param units bases before their children; each job keeps this order
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

/** Groups the units that are connected by `base`, in the order of the first unit of each group. */
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

/**
 * An id that is valid in an artifact's name, and that identifies the job for readers of the run.
 */
function uniqueId(group: readonly Planned[], taken: Set<string>): string {
  const root = group[0];
  const readable = root ? `${root.image}.${root.streamTag}`.replaceAll("/", ".") : "empty";
  let id = readable;
  for (let n = 2; taken.has(id.toLowerCase()); n++) id = `${readable}.${n}`; // names of artifacts may ignore case
  taken.add(id.toLowerCase());
  return id;
}

/** GitHub's matrix of the jobs. It has only ids, to stay far below the size limit of outputs. */
export function matrixOf(jobs: readonly Job[]): { include: { job: string }[] } {
  return { include: jobs.map(({ id }) => ({ job: id })) };
}
