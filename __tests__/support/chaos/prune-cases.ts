import { lostOf, neededIn } from "./needed.ts";
import type { Random } from "./random.ts";
import { orderOf } from "./rollback-steps.ts";
import { calm, disturb, type Publish, type Scenario, settle } from "./scenario.ts";
import type { World } from "./world.ts";

/** Builds of every unit with their timestamps, each over the one before. */
const publications = [
  [3, "20261109-0617"],
  [4, "20261110-0617"],
  [0, "20261116-0617"],
  [2, "20261116-0900"],
  [1, "20261123-0617"],
] as const;
/** The rules keep 3 days, back from the newest one. */
const since = "20261120-0617";
const at = "20261124-0900";

async function published(world: World, publish: Publish): Promise<void> {
  world.askGitHub();
  for (const [index, [build, stamp]] of publications.entries()) {
    const over = publications[index - 1]?.[0];
    await publish(world.publication(build, stamp, over === undefined ? {} : { over }));
  }
}

const prune = (world: World, run: number) => world.order("prune", { at, only: ["*"], run: String(9900 + run) });

/** A clean-up under faults, then one without: what is needed is there after both, and the second is green, and a third removes nothing. */
async function cleanUp(world: World, random: Random, publish: Publish, meanwhile?: () => Promise<unknown>) {
  const needed = await neededIn(world, since);
  disturb(world, random, random.next() * 0.2);
  await Promise.all([publish(prune(world, 1)), meanwhile?.()]);
  calm(world);
  const found = await lostOf(needed, meanwhile !== undefined);
  const second = await publish(prune(world, 2));
  if ((second.status === 0) === world.unreadableHold)
    found.push(`the clean-up after it ended ${second.status}: ${second.captured}`);
  for (const proxy of world.proxies) proxy.effects = 0;
  await publish(prune(world, 3));
  if (world.proxies.some(({ effects }) => effects > 0)) found.push("16: a clean-up with nothing to remove removes something");
  return [...found, ...(await lostOf(needed, meanwhile !== undefined))];
}

/** Clean-ups among other runs: nothing that something needs is ever removed. */
export const pruneScenarios: readonly Scenario[] = [
  {
    name: "a clean-up under faults, whatever is held",
    async run(world, random, publish) {
      await published(world, publish);
      const found = await cleanUp(world, random, publish);
      return [...found, ...(await settle(world, undefined, publish, world.unrelated("20261125-0000")))];
    },
  },
  {
    name: "a clean-up after a rollback, and a rollback after it",
    holds: true,
    async run(world, random, publish) {
      await published(world, publish);
      await publish(orderOf(world, 1, "20261123-0900", ["*"]));
      const found = await cleanUp(world, random, publish);
      const back = await publish(orderOf(world, 2, "20261124-0930", ["*"]));
      if (back.status !== 0) found.push(`16: nothing is left to roll back to: ${JSON.stringify(back.problems)}`);
      world.github.lift();
      return [...found, ...(await settle(world, undefined, publish, world.unrelated("20261125-0000")))];
    },
  },
  {
    name: "a clean-up and a rollback to an old image at once",
    holds: true,
    async run(world, random, publish) {
      await published(world, publish);
      const found = await cleanUp(world, random, publish, () =>
        publish(orderOf(world, 1, at, ["squid:release"], "20261110-0617")),
      );
      world.github.lift();
      return [...found, ...(await settle(world, undefined, publish, world.unrelated("20261125-0000")))];
    },
  },
];
