import { allKills, type Kill, type KillCase } from "../kill-sweep.ts";
import { killAtEffect } from "../kill-switch.ts";
import { killInWorlds } from "../sourced/prepared.ts";
import { begin, settleFollowers } from "./steps.ts";
import { type FollowedShape, type FollowedWorld, followedWorld } from "./world.ts";

/** Every combination. */
export const allFollowKills = [false, true].flatMap((isApart) =>
  [false, true].flatMap((isSet) => allKills.map((kill) => ({ isApart, isSet, ...kill }))),
);

/** A follow is killed at one boundary: whatever it still does is lost. A push may come before the next one. */
async function runFollowKill(
  world: FollowedWorld,
  { moment, followUp, boundary }: Kill & { boundary: number },
): Promise<KillCase> {
  let isKilled = false;
  const faults: string[] = [];
  try {
    killAtEffect(world.proxies, { moment, boundary }, () => {
      isKilled = true;
    });
    const ended = await world.follow();
    if (isKilled && ended.status === 0 && moment === "before") faults.push("9: effects were lost, and the run is green");
    await world.quiet();
    world.reset();
    world.minutes(1);
    faults.push(...(await world.checkFollowers()));
    if (followUp === "unrelated push") {
      world.landElsewhere();
      const pushed = await world.run(world.pushTo("main"));
      if (pushed.status !== 0) faults.push(`6: a push after the kill is red: ${pushed.captured}`);
      faults.push(...(await world.checkFollowers()));
    }
    faults.push(...(await settleFollowers(world)));
  } catch (error) {
    faults.push(`it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return { name: `a follow killed ${moment} effect ${boundary}, then ${followUp}`, seed: boundary, faults, over: !isKilled };
}

/**
 * Kills at every so many boundaries, from one of them on.
 * @param hostsOf the registries of the first case, the second and so on
 */
export function killFollowed(
  hostsOf: (count: number) => readonly [string, string],
  { isApart, isSet, ...kill }: Kill & FollowedShape,
  { workers, first = 1, step = 1 }: { workers: number; first?: number; step?: number },
): Promise<KillCase[]> {
  return killInWorlds({
    workers,
    hostsOf,
    prepare: async (hosts) => {
      const world = await followedWorld(hosts, first, { isApart, isSet });
      await begin(world);
      world.reset();
      return { world };
    },
    run: ({ world }, count) => runFollowKill(world, { ...kill, boundary: first + (count - 1) * step }),
  });
}
