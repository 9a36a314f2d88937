import { expect, test } from "@jest/globals";
import { createRandom, type Random } from "../support/chaos/random.ts";
import { fuzzSeeds } from "../support/fuzz.ts";
import { childHash, hashOf, publicationIdOf } from "../support/model-ports.ts";
import { type Ended, ModelWorld, type RunChange } from "../support/model-world.ts";

const seeds = fuzzSeeds({ few: 20, all: 500 });
const [one, two, mirror] = ["one.example.org/osg", "two.example.org/osg", "mirror.example.org/osg?"] as const;

/** A world, what happens to it, and what has to stay as it was. */
interface Story {
  world: ModelWorld;
  random: Random;
  log: string[];
  /** Every digest that a tag which never changes has shown, by registry. */
  fixed: Map<string, string>;
  /** What somebody put into the optional registry. */
  planted: Set<string>;
  runs: string[];
  restore?: () => void;
}

test.each(seeds)("whatever is pushed, rebuilt, rolled back, killed, planted and restored, seed %d", async (seed) => {
  const random = createRandom(seed);
  const registries = random.pick([[one], [one, two], [one, mirror], [one, two, mirror]]);
  const world = new ModelWorld(registries, { child: random.chance(0.4) });
  const story: Story = { world, random, log: [registries.join()], fixed: new Map(), planted: new Set(), runs: [] };
  expect((await world.push("A")).status).toBe(0);
  for (let steps = 0; steps < 14; steps++) {
    world.minute += random.pick([0, 0, 1, 30, 24 * 60]);
    await act(story);
  }
});

const deeds = {
  push: 6,
  merge: 2,
  rebuild: 2,
  rollback: 2,
  resume: 2,
  candidate: 1,
  meanwhile: 2,
  again: 3,
  killed: 2,
  plant: 1,
  backup: 1,
  restore: 1,
};
const choices = Object.entries(deeds).flatMap(([deed, times]) =>
  Array<keyof typeof deeds>(times).fill(deed as keyof typeof deeds),
);

/** One thing that people, clocks or machines do. */
async function act(story: Story): Promise<void> {
  const { world, random, log, runs } = story;
  const inputs = random.pick(["A", "B", "C"]);
  const image = random.pick(["squid", "squid", "front"]);
  const deed = random.pick(choices);
  const run = String(9000 + runs.length);
  const change: RunChange = { run, ahead: random.pick([0, 0, 0, 30, -30]) };
  log.push(`${world.minute}: ${deed} ${inputs} ${image} ${change.ahead}`);
  runs.push(run);
  switch (deed) {
    case "push":
      return check(story, "publish", await world.push(inputs, change));
    case "merge":
      world.candidate(inputs, 7);
      return check(story, "publish", await world.push(inputs, change));
    case "rebuild":
      return check(story, "rebuild", await world.run("rebuild", change));
    case "rollback":
      await world.rollback({ kind: "previous" }, random.chance(0.3), image === "front" && story.world.hasChild ? image : "squid");
      return check(story, "other");
    case "resume":
      await world.resume(image === "front" && story.world.hasChild ? image : "squid");
      return check(story, "other");
    case "candidate":
      world.candidate(inputs, 8);
      return;
    case "meanwhile":
      return meanwhile(story, inputs, change);
    case "again": {
      if (random.chance(0.5)) world.tip = inputs;
      const ofShown = world.registry.annotationsOf(world.repositories[0] ?? "", "release")["io.github.tagstream.run"] ?? run;
      const intent = random.pick(["publish", "rebuild"] as const);
      return check(
        story,
        intent,
        await world.run(intent, { ...change, run: random.pick([ofShown, ...runs.slice(-4)]), attempt: 2 }),
      );
    }
    case "killed":
      return killed(story, inputs, change);
    case "plant": {
      const repository = world.repositories.find((name) => name.startsWith("mirror"));
      if (repository === undefined) return;
      const stamp = publicationIdOf(world.minute + random.pick([-90, -1, 0, 1, 30, 90]));
      const evil = world.registry.push(repository, { "io.github.tagstream.built": stamp, evil: String(story.planted.size) });
      story.planted.add(evil);
      const tag = random.pick([`release-${stamp}`, `rb.release-${stamp}`, "release"]);
      if (world.registry.shown(repository)[tag] === undefined || tag === "release") world.registry.setTag(repository, tag, evil);
      return;
    }
    case "backup": {
      const [first = ""] = world.repositories;
      const restores = [first, first.replace(/squid$/, "front")].map((repository) => world.registry.snapshot(repository));
      story.restore = () => {
        for (const restore of restores) restore();
      };
      return;
    }
    default:
      if (required(world).length < 2) return;
      story.restore?.();
      for (const name of [...story.fixed.keys()]) if (name.startsWith("one.")) story.fixed.delete(name);
  }
}

/** Another run plans first, and publishes last; its jobs read the plan from a file. */
async function meanwhile(story: Story, inputs: string, change: RunChange): Promise<void> {
  const { world, random } = story;
  const intent = random.pick(["publish", "rebuild"] as const);
  const planned = { ...change, commit: world.tip };
  const plan = await world.plan(intent, planned);
  const records = random.chance(0.5) ? world.build(plan) : undefined;
  world.minute += random.pick([0, 1, 30]);
  check(story, "publish", await world.push(inputs));
  const isRolledBack = random.chance(0.3);
  if (isRolledBack) await world.rollback({ kind: "previous" }, random.chance(0.5));
  const read = await world.handOver(plan, planned);
  const ended = await world.publish(read, records ?? world.build(read), change);
  // What was planned before a rollback knows nothing of it.
  const isOfTip = !isRolledBack && ended.plan.commit === hashOf(world.tip).slice(0, 40);
  check(story, isOfTip ? intent : "other", ended);
}

/** A run that is killed before one of its writes; whatever comes next completes it. */
async function killed(story: Story, inputs: string, change: RunChange): Promise<void> {
  const { world, random } = story;
  let writes = random.below(8);
  let isDead = false;
  world.registry.refuse = ({ verb }) => {
    if (["putManifest", "claim", "copy"].includes(verb)) isDead ||= writes-- <= 0;
    return isDead ? "killed" : undefined;
  };
  try {
    const what = random.pick(["push", "push", "rebuild", "rollback"]);
    if (what === "push") await world.push(inputs, change);
    else if (what === "rebuild") await world.run("rebuild", change);
    else await world.rollback();
  } finally {
    world.registry.refuse = () => undefined;
  }
}

function check(story: Story, what: "publish" | "rebuild" | "other", ended?: Ended): void {
  const { world, log } = story;
  const isGreen = ended?.status === 0 && what !== "other";
  const found = [
    ...neverChanged(story),
    ...neverCopied(story),
    ...(isGreen && what === "publish" ? tipIsShown(world) : []),
    ...(isGreen ? agree(world, "squid") : []),
    ...(isGreen && world.hasChild ? agree(world, "front") : []),
  ];
  const reported = ended?.plan.units.map(({ decision, reason }) => `${decision}: ${reason}`) ?? [];
  expect({
    found,
    log: found.length > 0 ? [...log, ...reported, JSON.stringify(world.registry.shown(world.repositories[0] ?? ""))] : [],
  }).toEqual({ found: [], log: [] });
}

const required = ({ repositories }: ModelWorld): string[] => repositories.filter((name) => !name.startsWith("mirror"));
const publicationIdsIn = (tags: Record<string, string>): string[] =>
  Object.keys(tags)
    .filter((tag) => /^release-\d/.test(tag))
    .sort();

/**
 * After a green push without holds the stream is made of the tip, unless it shows a rollback, and what was rolled back is of the tip. What is built on
 * it is made of what it shows.
 */
function tipIsShown(world: ModelWorld): string[] {
  if (world.isHeld) return [];
  const [repository = ""] = world.repositories;
  const front = repository.replace(/squid$/, "front");
  const base = inputsOf(world, repository, "release") ?? "";
  const faults = [
    newestButRollbacks(world, repository) === hashOf(world.tip)
      ? []
      : [`the tip is ${world.tip}, and the stream ${world.shown()}`],
    !world.hasChild || newestButRollbacks(world, front) === childHash(base) ? [] : ["front is not made of what squid shows"],
  ];
  return faults.flat();
}

/** A first registry that was restored lacks what the other one still has: that is published all the same. */
function newestButRollbacks(world: ModelWorld, repository: string): string | undefined {
  const repositories = required(world).map((name) => name.replace(/squid$/, repository.split("/").at(-1) ?? ""));
  const tags = Object.assign({}, ...repositories.toReversed().map((name) => world.registry.shown(name))) as Record<
    string,
    string
  >;
  const stamps = publicationIdsIn(tags);
  const ordinary = stamps.findLast((tag) => tags[`rb.${tag}`] !== tags[tag]) ?? "";
  const holder = repositories.find((name) => world.registry.shown(name)[ordinary] !== undefined);
  return ordinary === stamps.at(-1) ? inputsOf(world, repository, "release") : inputsOf(world, holder ?? "", ordinary);
}

function inputsOf(world: ModelWorld, repository: string, tag: string): string | undefined {
  return world.registry.annotationsOf(repository, tag)["io.github.tagstream.inputs"];
}

function neverChanged({ world, fixed }: Story): string[] {
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

function neverCopied({ world, planted }: Story): string[] {
  return required(world).flatMap((repository) =>
    Object.entries(world.registry.shown(repository)).flatMap(([tag, digest]) =>
      planted.has(digest) ? [`${repository}:${tag} is what was planted`] : [],
    ),
  );
}

/** Without holds each stream shows the newest publication, everywhere that decides; with one, the same everywhere. */
function agree(world: ModelWorld, image: string): string[] {
  const [first = "", ...others] = required(world).map((name) => name.replace(/squid$/, image));
  const tags = world.registry.shown(first);
  const wanted = world.isHeld ? tags["release"] : tags[publicationIdsIn(tags).at(-1) ?? ""];
  return [first, ...others].flatMap((repository) => {
    const shown = world.registry.shown(repository)["release"];
    return shown === wanted ? [] : [`${repository} shows ${shown}, not ${wanted}`];
  });
}
