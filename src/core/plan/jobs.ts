import { groupBy } from "../lib/group-by.ts";
import { type BaseKeys, baseUnitsOf } from "../unit/bases.ts";
import type { Unit } from "../unit/unit.ts";
import { type Decision, type Job, needsJob } from "./plan.ts";

/** GitHub's limit on the jobs of one matrix. */
export const maximumJobs = 256;

type Planned = Pick<Unit, "name" | "image" | "streamTag"> & BaseKeys & { decision: Decision };

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

/**
 * Groups the units that bases connect, in the order of the first unit of each group. A unit with
 * bases in several groups joins these groups.
 */
function groupByBase(units: readonly Planned[]): Planned[][] {
  const leaders = new Map<string, string>(); // by unit, an earlier unit of its group or itself
  const leaderOf = (name: string): string => {
    let leader = name;
    for (let next = leaders.get(leader) ?? leader; next !== leader; next = leaders.get(leader) ?? leader) leader = next;
    leaders.set(name, leader);
    return leader;
  };
  const places = new Map(units.map(({ name }, index) => [name, index]));
  const placeOf = (name: string): number => places.get(name) ?? 0;
  for (const unit of units) {
    const bases = baseUnitsOf(unit).filter((base) => leaders.has(base));
    const [base, ...others] = bases;
    if (others.length === 0) {
      leaders.set(unit.name, base === undefined ? unit.name : leaderOf(base));
      continue;
    }
    const joined = [...new Set(bases.map(leaderOf))].sort((left, right) => placeOf(left) - placeOf(right));
    const [first = unit.name] = joined;
    for (const leader of [...joined, unit.name]) leaders.set(leader, first);
  }
  return [...groupBy(units, ({ name }) => leaderOf(name)).values()];
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
