import type { CaseResult } from "../cases.ts";
import { faults } from "../faults.ts";
import { createRandom, type Random } from "../random.ts";
import { begin, settleFollowers } from "./steps.ts";
import { type FollowedShape, type FollowedWorld, followedWorld } from "./world.ts";

/** One case on a follower; it returns what it found wrong before the next follow completes all. */
export interface FollowedScenario {
  name: string;
  isOptional?: true;
  run(world: FollowedWorld, random: Random): Promise<string[]>;
}

function disturb(world: FollowedWorld, random: Random, probability: number): void {
  for (const proxy of world.proxies) proxy.trouble = { probability, kinds: faults.filter(() => random.chance(0.6)) };
}

/** Follows under faults, among others, and while registries are down or behind. */
export const followedScenarios: readonly FollowedScenario[] = [
  {
    name: "a follow under faults",
    async run(world, random) {
      disturb(world, random, 0.05 + random.next() * 0.3);
      await world.follow();
      return world.checkFollowers();
    },
  },
  {
    name: "two follows at once under faults",
    async run(world, random) {
      disturb(world, random, random.next() * 0.15);
      const first = world.follow();
      if (random.chance(0.5)) world.minutes(1);
      await Promise.all([first, world.follow()]);
      return world.checkFollowers();
    },
  },
  {
    name: "a follow and a rebuild of its source at once",
    async run(world, random) {
      disturb(world, random, random.next() * 0.15);
      await Promise.all([world.follow(), world.rebuild()]);
      const found = await world.checkFollowers();
      await world.quiet();
      world.reset();
      world.minutes(1);
      await world.rebuild();
      world.minutes(24 * 60); // then that is what it takes
      return found;
    },
  },
  {
    name: "one of the registries dies in the middle",
    async run(world, random) {
      const proxy = random.pick(world.proxies);
      proxy.deadAfter = random.below(60);
      await world.follow();
      await world.quiet();
      const found = await world.checkFollowers();
      if (random.chance(0.5)) return found;
      proxy.reset();
      world.minutes(1);
      await world.run(world.pushTo("main"));
      return [...found, ...(await world.checkFollowers())];
    },
  },
  {
    name: "an optional registry is down",
    isOptional: true,
    async run(world, random) {
      const [, second] = world.proxies;
      if (second) second.deadAfter = random.below(20);
      const { status, captured } = await world.follow();
      const found = await world.checkFollowers();
      return status === 0 ? found : [...found, `9: an optional registry was down, and the run is red: ${captured}`];
    },
  },
  {
    name: "listings lag behind",
    async run(world, random) {
      await world.follow();
      world.minutes(1);
      const hidden = random.pick(["stable-", "edge-"]);
      const newest = random.pick([/-2026112[56]/, /-2026112[4-6]/]);
      for (const proxy of world.proxies.filter(() => random.chance(0.7)))
        proxy.hidden = (tag) => tag.includes(hidden) && newest.test(tag);
      await world.follow();
      return world.checkFollowers();
    },
  },
];

/** The n-th seed of a scenario. */
export function followedSeedOf(name: string, count: number): number {
  const index = followedScenarios.findIndex((scenario) => scenario.name === name);
  if (index === -1) throw new TypeError(`there is no scenario "${name}"`);
  return followedScenarios.length * (100 + count) + index;
}

/** The case of a seed: which scenario, and everything in it that is left to chance. */
export async function runFollowedCase(seed: number, hosts: readonly [string, string]): Promise<CaseResult> {
  const random = createRandom(seed);
  const scenario = followedScenarios[seed % followedScenarios.length];
  if (!scenario) throw new TypeError("no scenario");
  const [isOptional, isApart] = [scenario.isOptional === true, random.chance(0.5)];
  const shape: FollowedShape = { isOptional, isApart, isSet: random.chance(0.4) };
  const world = await followedWorld(hosts, seed, shape);
  const found: string[] = [];
  try {
    await begin(world);
    world.reset();
    found.push(...(await scenario.run(world, random)), ...(await settleFollowers(world)));
  } catch (error) {
    found.push(`it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await world.close();
  }
  return { name: scenario.name, seed, faults: found };
}
