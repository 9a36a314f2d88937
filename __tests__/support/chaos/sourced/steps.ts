import { faults } from "../faults.ts";
import type { Random } from "../random.ts";
import type { SourcedWorld } from "./world.ts";
import type { Wanted } from "./world-check.ts";

/** The weekly run of all streams. */
export const weekly = { name: "schedule" };
/** A run of all streams that publishes what changed. */
export const changedOnly = { name: "workflow_dispatch", changedOnly: true };

/**
 * Undisturbed runs complete what is there: the first one is green. Then a run that publishes what changed has nothing to do, and writes nothing.
 * @param last the run that completes
 */
export async function settleSources(
  world: SourcedWorld,
  wanted: Wanted,
  last: () => ReturnType<SourcedWorld["run"]> = () => world.run(weekly),
  areVersionsComplete = false,
): Promise<string[]> {
  await world.quiet();
  world.reset();
  const found: string[] = [];
  world.minutes(90);
  const ended = await last();
  if (ended.status !== 0) found.push(`6: the run after it is red: ${ended.captured}`);
  world.reset();
  world.minutes(1);
  const nothing = await world.run(changedOnly);
  if (nothing.status !== 0) found.push(`6: a run with nothing to do is red: ${nothing.captured}`);
  if (world.effects > 0) found.push(`6: a run with nothing to do wrote ${world.effects} times: ${nothing.captured}`);
  return [...found, ...(await world.check(wanted, areVersionsComplete))];
}

/** From now on things go wrong in all registries. */
export function disturb(world: SourcedWorld, random: Random, probability: number): void {
  for (const proxy of world.proxies) proxy.trouble = { probability, kinds: faults.filter(() => random.chance(0.6)) };
}

/** One of the destinations answers nothing any more, from some request on. */
export function die(world: SourcedWorld, random: Random): void {
  const proxy = world.proxies[random.below(2)];
  if (proxy) proxy.deadAfter = random.below(70);
}

/** A published release of an older commit, a maintenance branch, and unreleased work. */
export async function begin(world: SourcedWorld): Promise<void> {
  world.land("1.3-stable", "p1 maintained");
  world.land("main", "p1 one");
  world.tag("1.4.1");
  world.land("main", "p2 unreleased");
  await world.run(weekly);
  world.minutes(60);
}

/** What streams show then. */
export const atBegin: Wanted = { edge: "p2 unreleased", release: "p1 one", lts: "p1 maintained" };
