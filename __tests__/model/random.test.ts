import { expect, test } from "@jest/globals";
import { createRandom, type Random } from "../support/chaos/random.ts";
import { type Ended, ModelWorld } from "../support/model-world.ts";

/** More seeds, or others, by hand: `TAGSTREAM_MODEL_SEEDS=1-500 npm test -- __tests__/model/random`. */
const [from = 1, to = 40] = (process.env["TAGSTREAM_MODEL_SEEDS"] ?? "1-40").split("-").map(Number);
const seeds = Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Every digest that a tag which never changes has shown, by registry. */
type Fixed = Map<string, string>;

test.each(seeds)("whatever is pushed, rebuilt, rolled back and resumed, seed %d", async (seed) => {
  const random = createRandom(seed);
  const world = new ModelWorld(random.next() < 0.5 ? ["one.example.org/osg"] : ["one.example.org/osg", "two.example.org/osg"]);
  const fixed: Fixed = new Map();
  const log: string[] = [];
  expect((await world.push("A")).status).toBe(0);
  for (let steps = 0; steps < 14; steps++) {
    world.minute += random.pick([0, 0, 1, 30, 24 * 60]);
    const pushed = await act(world, random, log);
    const found = [...neverChanged(world, fixed), ...(pushed?.status === 0 ? tipIsShown(world) : []), ...agree(world)];
    expect({ found, log: found.length > 0 ? log : [] }).toEqual({ found: [], log: [] });
  }
});

/** One thing that people or clocks do; the outcome, where it is a push. */
async function act(world: ModelWorld, random: Random, log: string[]): Promise<Ended | undefined> {
  const inputs = random.pick(["A", "B", "C"]);
  const what = random.pick(["push", "push", "push", "rebuild", "rollback", "resume", "candidate", "merge", "meanwhile"]);
  log.push(`${world.minute}: ${what} ${inputs}`);
  switch (what) {
    case "push":
      return world.push(inputs);
    case "merge":
      world.candidate(inputs, 7);
      return world.push(inputs);
    case "rebuild":
      await world.run("rebuild");
      return undefined;
    case "rollback":
      await world.rollback();
      return undefined;
    case "resume":
      await world.resume();
      return undefined;
    case "candidate":
      world.candidate(inputs, 8);
      return undefined;
    default: {
      // Another run plans first, and publishes last.
      const plan = await world.plan(random.pick(["publish", "rebuild"]));
      world.minute += random.pick([0, 1, 30]);
      const pushed = await world.push(inputs);
      const found = pushed.status === 0 ? tipIsShown(world) : [];
      expect({ found, log: found.length > 0 ? log : [] }).toEqual({ found: [], log: [] });
      await world.publish(plan, world.build(plan));
      return pushed;
    }
  }
}

/** After a green push without holds the stream is made of the tip, unless it shows a rollback, and what was rolled back is of the tip. */
function tipIsShown(world: ModelWorld): string[] {
  if (world.isHeld) return [];
  const [repository = ""] = world.repositories;
  const tags = world.registry.shown(repository);
  const stamps = Object.keys(tags)
    .filter((tag) => /^release-\d/.test(tag))
    .sort();
  const ordinary = stamps.findLast((tag) => tags[`rb.${tag}`] !== tags[tag]);
  const isRolledBack = ordinary !== stamps.at(-1);
  const made = isRolledBack ? world.madeOf(repository, ordinary ?? "") : world.shown();
  return made === world.tip
    ? []
    : [`the tip is ${world.tip}, and ${isRolledBack ? "the newest but rollbacks" : "the stream"} is ${made}`];
}

function neverChanged(world: ModelWorld, fixed: Fixed): string[] {
  return world.repositories.flatMap((repository) =>
    Object.entries(world.registry.shown(repository)).flatMap(([tag, digest]) => {
      if (!/-\d{8}-\d{4}(-\d\d)?$/.test(tag)) return [];
      const name = `${repository}:${tag}`;
      const was = fixed.get(name) ?? digest;
      fixed.set(name, was);
      return was === digest ? [] : [`${name} was ${was}, and is ${digest}`];
    }),
  );
}

/** Without holds each stream shows the newest publication, everywhere. */
function agree(world: ModelWorld): string[] {
  const [first = ""] = world.repositories;
  const tags = world.registry.shown(first);
  const newest =
    tags[
      Object.keys(tags)
        .filter((tag) => /^release-\d/.test(tag))
        .sort()
        .at(-1) ?? ""
    ];
  return world.repositories.flatMap((repository) => {
    const shown = world.digest(repository);
    return world.isHeld
      ? shown === world.digest()
        ? []
        : [`${repository} shows ${shown}`]
      : shown === newest
        ? []
        : [`${repository} shows ${shown}, not ${newest}`];
  });
}
