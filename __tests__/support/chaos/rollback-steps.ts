import type { Expectation } from "./checker.ts";
import { covers } from "./hold-reader.ts";
import { monday, next, type Publish, settle } from "./scenario.ts";
import type { World } from "./world.ts";

export const oldest = "20261109-0617";
export const weekly = "20261124-0617";
export const selections = [["squid:release"], ["squid:*", "base:testing"], ["*:release"], ["*"]] as const;

/** A good build, then a bad one, which somebody rolls back. */
export async function broken(world: World, publish: Publish): Promise<void> {
  world.askGitHub();
  await publish(world.publication(0, monday));
  await publish(world.publication(1, next));
}

/** The selected units' digests of one build, the others' of another. */
export function mixed(world: World, only: readonly string[], build: number, others = 1): Map<string, string> {
  const selected = ({ name }: { name: string }) => only.some((glob) => covers(glob, name));
  return new Map(world.units.map((unit) => [unit.name, world.digests(selected(unit) ? build : others).get(unit.name) ?? ""]));
}

/** Everything is right while it is held, and once it is not. */
export async function heldThenLifted(world: World, expected: Expectation, publish: Publish): Promise<string[]> {
  const held = await settle(world, expected, publish);
  world.github.lift();
  const partialReleases = await settle(world, expected, publish);
  return [...held, ...partialReleases.map((fault) => `${fault} (once lifted)`)];
}

/** A run of its own for each order. */
export const orderOf = (world: World, run: number, at: string, only: readonly string[], to = "previous") =>
  world.order("rollback", { at, only, to, run: String(9000 + run) });

/** What a rollback without a hold may have done: nothing. */
export function unheldWrites(world: World, written: readonly number[]): string[] {
  if (world.github.held().length > 0) return [];
  return world.proxies.flatMap(({ writes }, index) =>
    writes.slice(written[index]).map(({ repository, tag }) => `5: ${repository}:${tag} was written before there was a hold`),
  );
}

export const writtenIn = ({ proxies }: World): number[] => proxies.map(({ writes }) => writes.length);

export function countHolds(world: World, expected: number): string[] {
  const held = world.github.held();
  return held.length === expected ? [] : [`5: ${held.length} holds are open, not ${expected}`];
}

/** A run that is over: it writes no tag and no issue any more, whoever starts it again. It may ask for the right to push, which begins an upload. */
export async function changesNothing(world: World, run: () => Promise<unknown>, what: string): Promise<string[]> {
  const written = () => [...writtenIn(world), world.github.effects].join(", ");
  const before = written();
  await run();
  return written() === before ? [] : [`6: ${what} wrote something: ${written()} tags and changes at GitHub, after ${before}`];
}
