// Part of the independent checker: which candidates go.
import type { RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import { minutesBetween, readStamp, stampAt } from "./checker-dates.ts";
import type { CheckedTag, CheckedUnit } from "./checker-model.ts";
import type { RandomWorld } from "./random-world.ts";

/** The candidate tags that no reason of their own keeps, and the images of those that stay. */
export function expectedCandidates(
  units: CheckedUnit[],
  world: RandomWorld,
  refused: ReadonlySet<string>,
): { going: CheckedTag[]; digests: Set<string> } {
  const going: CheckedTag[] = [];
  const digests = new Set<string>();
  for (const { name, tags } of units) {
    for (const tag of tags) {
      if (tag.role !== "candidate") continue;
      if (!refused.has(name) && mayGo(tag, name, units, world)) going.push(tag);
      else digests.add(tag.digest);
    }
  }
  return { going, digests };
}

function mayGo(tag: CheckedTag, unit: string, units: CheckedUnit[], { facts, policy, options }: RandomWorld): boolean {
  if (policy.candidates === undefined || !options.selected.has(unit) || policy.never?.has(unit) || facts.unknown.length > 0)
    return false;
  const image = [...facts.images].find(([digest]) => digest === tag.digest)?.[1];
  if (image?.built === undefined || image.foreign !== undefined) return false;
  const age = minutesBetween(readStamp(image.built), stampAt(facts.now)) * 60_000;
  if (age <= policy.candidates || (policy.promotable !== "never" && age <= policy.promotable)) return false;
  const isClosed = (number: number): boolean => facts.openPullRequests.get(number) === false;
  if (tag.pullRequest !== undefined && !isClosed(tag.pullRequest)) return false;
  if (image.pullRequest !== undefined && facts.openPullRequests.get(image.pullRequest) === true) return false;
  return !units.some(({ tags }) =>
    tags.some((one) => one.digest === tag.digest && one.pullRequest !== undefined && !isClosed(one.pullRequest)),
  );
}

/** Candidates that go had no reason to stay. Those that stay all the same are the last tag of an image in use. */
export function checkCandidates(units: CheckedUnit[], plan: RetentionPlan, world: RandomWorld): string[] {
  const refused = new Set(plan.units.flatMap(({ unit, refused: why }) => (why === undefined ? [] : [unit])));
  const wanted = expectedCandidates(units, world, refused).going;
  const nameOf = ({ repository, tag }: { repository: string; tag: string }): string => `${repository}:${tag}`;
  const going = new Set(plan.leftovers.map(nameOf));
  const may = new Set(wanted.map(nameOf));
  const kept = new Set(plan.keptCandidates.map(nameOf));
  return units.flatMap(({ name, tags }) =>
    tags
      .filter(({ role }) => role === "candidate")
      .flatMap((tag) => {
        const goes = going.has(nameOf(tag));
        if (goes && (!may.has(nameOf(tag)) || refused.has(name))) return [`removes the candidate ${nameOf(tag)}`];
        const isFree = may.has(nameOf(tag)) && !goes && !refused.has(name);
        return isFree && !kept.has(nameOf(tag)) ? [`leaves the candidate ${nameOf(tag)} without a reason`] : [];
      }),
  );
}
