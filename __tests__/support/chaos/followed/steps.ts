import type { FollowedWorld } from "./world.ts";

const day = 24 * 60;

/** A follower that shows its source's first publication, while the second one is old enough. */
export async function begin(world: FollowedWorld): Promise<void> {
  for (const run of [() => world.rebuild(), () => world.follow()]) {
    const { status, captured } = await run();
    if (status !== 0) throw new Error(captured);
    world.minutes(day);
  }
  await world.follow();
  world.minutes(1);
  const { status, captured } = await world.rebuild();
  if (status !== 0) throw new Error(captured);
  world.minutes(day);
}

/** The next undisturbed follow completes what is there, and then a push has nothing to do. */
export async function settleFollowers(world: FollowedWorld): Promise<string[]> {
  await world.quiet();
  world.reset();
  world.minutes(1);
  const ended = await world.follow();
  const found = ended.status === 0 ? [] : [`6: the next follow is red: ${ended.captured}`];
  found.push(...(await world.checkFollowers(true)));
  world.reset();
  world.minutes(1);
  world.landElsewhere();
  const nothing = await world.run(world.pushTo("main"));
  if (nothing.status !== 0) found.push(`6: a push with nothing to do is red: ${nothing.captured}`);
  if (world.effects > 0) found.push(`6: a push with nothing to do wrote ${world.effects} times: ${nothing.captured}`);
  return found;
}
