import { allKills, type Kill, type KillCase, killAtEach } from "../kill-sweep.ts";
import { killAtEffect } from "../kill-switch.ts";
import { begin, settleFollowers } from "./steps.ts";
import { type FollowedShape, followedWorld } from "./world.ts";

/** Every combination. */
export const allFollowKills = [false, true].flatMap((isApart) =>
  [false, true].flatMap((isSet) => allKills.map((kill) => ({ isApart, isSet, ...kill }))),
);

/** A follow is killed at one boundary: whatever it still does is lost. A push may come before the next one. */
export async function runFollowKill(
  hosts: readonly [string, string],
  { moment, followUp, boundary, ...shape }: Kill & FollowedShape & { boundary: number },
): Promise<KillCase> {
  const world = await followedWorld(hosts, boundary, shape);
  let isKilled = false;
  const faults: string[] = [];
  try {
    await begin(world);
    world.reset();
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
  } finally {
    await world.close();
  }
  return { name: `a follow killed ${moment} effect ${boundary}, then ${followUp}`, seed: boundary, faults, over: !isKilled };
}

/** Kills at every so many boundaries, from one of them on. */
export function killFollowed(
  hosts: readonly [string, string],
  kill: Kill & FollowedShape,
  { workers, first = 1, step = 1 }: { workers: number; first?: number; step?: number },
): Promise<KillCase[]> {
  return killAtEach(workers, (count) => runFollowKill(hosts, { ...kill, boundary: first + (count - 1) * step }));
}
