import type { Expectation } from "./checker.ts";
import { faults } from "./faults.ts";
import { githubFaults } from "./github.ts";
import type { Job, PublishOutcome } from "./job.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

export const monday = "20261116-0617";
export const next = "20261123-0617";
export const later = "20261124-0900";

/** Runs a publication, or what somebody orders, in the case's world. */
export type Publish = (job: Job) => Promise<PublishOutcome>;

/** One case: given a world, what to do to it; it returns what it found wrong beside what the checker will. */
export interface Scenario {
  name: string;
  /** Whether it is about holds of its own: any other is given some, or none, by the seed. */
  holds?: true;
  run(world: World, random: Random, publish: Publish): Promise<string[]>;
}

/**
 * A publication that is not disturbed has to be green; then a run more must not write anything.
 * @param expected the units' newest publication: the build of that number, or whatever it is
 */
export async function settle(
  world: World,
  expected: number | Expectation | undefined,
  publish: Publish,
  job: Job = world.unrelated(later),
): Promise<string[]> {
  const places = [...world.proxies, world.github];
  for (const place of places) place.reset();
  const found: string[] = [];
  const last = await publish(job);
  if (last.status !== 0) found.push(`6: the run after it is red: ${JSON.stringify(last.problems)}`);
  for (const place of places) place.effects = 0;
  await publish(job);
  const written = places.map(({ effects }) => effects);
  if (written.some((count) => count > 0)) found.push(`6: a run with nothing to do wrote ${written.join(", ")} times`);
  const wanted = typeof expected === "number" ? { streams: world.digests(expected) } : (expected ?? { streams: new Map() });
  return [...found, ...(await world.check(wanted))];
}

/** From now on things go wrong in the registries and, one time in two, at GitHub. */
export function disturb(world: World, random: Random, probability: number): void {
  for (const proxy of world.proxies) proxy.trouble = { probability, kinds: faults.filter(() => random.chance(0.6)) };
  if (random.chance(0.5)) world.github.trouble = { probability, kinds: githubFaults.filter(() => random.chance(0.6)) };
}

export function calm(world: World): void {
  for (const place of [...world.proxies, world.github]) place.reset();
}
