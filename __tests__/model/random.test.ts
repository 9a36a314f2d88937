import { expect, test } from "@jest/globals";
import { createRandom, type Random } from "../support/chaos/random.ts";
import { fuzzSeeds } from "../support/fuzz.ts";
import { agree, aliasesShowNewest, neverChanged, neverCopied, required, tipIsShown } from "../support/model-invariants.ts";
import { hashOf, publicationIdOf } from "../support/model-ports.ts";
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
  /** Whether something was rolled back: a hold keeps what is published under it from its aliases. */
  wasHeld: boolean;
  restore?: () => void;
}

test.each(seeds)("whatever is pushed, rebuilt, rolled back, killed, planted and restored, seed %d", async (seed) => {
  const random = createRandom(seed);
  const registries = random.pick([[one], [one, two], [one, mirror], [one, two, mirror]]);
  const child = random.chance(0.4);
  const world = new ModelWorld(registries, { child, aliases: seed % 2 === 0 ? ["sha-{sha}", "v{label:version}", "{date}"] : [] });
  world.labelOf = (inputs) => ({ A: "1", B: "2", C: "1" })[inputs];
  const log = [registries.join()];
  const story: Story = { world, random, log, fixed: new Map(), planted: new Set(), runs: [], wasHeld: false };
  expect((await world.push("A")).status).toBe(0);
  for (let steps = 0; steps < 14; steps++) {
    world.minute += random.pick([0, 0, 1, 30, 24 * 60]);
    await act(story);
  }
});

/** What a deed may be about. */
interface Circumstances {
  story: Story;
  inputs: string;
  /** `front` only where the world has it. */
  image: string;
  run: string;
  change: RunChange;
}

type Deed = (circumstances: Circumstances) => Promise<void> | void;

/** What people, clocks and machines do, and how often of all times. */
const deeds: readonly [name: string, times: number, deed: Deed][] = [
  ["push", 6, async ({ story, inputs, change }) => check(story, "publish", await story.world.push(inputs, change))],
  ["merge", 2, merge],
  ["rebuild", 2, async ({ story, change }) => check(story, "rebuild", await story.world.run("rebuild", change))],
  ["rollback", 2, rollBack],
  ["resume", 2, resume],
  ["candidate", 1, ({ story, inputs }) => void story.world.candidate(inputs, 8)],
  ["meanwhile", 2, meanwhile],
  ["again", 3, runAgain],
  ["killed", 2, killed],
  ["plant", 1, plant],
  ["backup", 1, backUp],
  ["restore", 1, restore],
];
const choices = deeds.flatMap(([name, times, deed]) => Array.from({ length: times }, () => ({ name, deed })));

async function act(story: Story): Promise<void> {
  const { world, random, log, runs } = story;
  const inputs = random.pick(["A", "B", "C"]);
  const wanted = random.pick(["squid", "squid", "front"]);
  const { name, deed } = random.pick(choices);
  const run = String(9000 + runs.length);
  const change: RunChange = { run, ahead: random.pick([0, 0, 0, 30, -30]) };
  log.push(`${world.minute}: ${name} ${inputs} ${wanted} ${change.ahead}`);
  runs.push(run);
  await deed({ story, inputs, image: world.hasChild ? wanted : "squid", run, change });
}

async function merge({ story, inputs, change }: Circumstances): Promise<void> {
  story.world.candidate(inputs, 7);
  check(story, "publish", await story.world.push(inputs, change));
}

async function rollBack({ story, image }: Circumstances): Promise<void> {
  await story.world.rollback({ kind: "previous" }, story.random.chance(0.3), image);
  check(story, "other");
}

async function resume({ story, image }: Circumstances): Promise<void> {
  await story.world.resume(image);
  check(story, "other");
}

/** A second attempt of a run, of the latest ones or of the one whose image the stream shows. */
async function runAgain({ story, inputs, run, change }: Circumstances): Promise<void> {
  const { world, random, runs } = story;
  if (random.chance(0.5)) world.tip = inputs;
  const ofShown = world.registry.annotationsOf(world.repositories[0] ?? "", "release")["io.github.tagstream.run"] ?? run;
  const intent = random.pick(["publish", "rebuild"] as const);
  const again = { ...change, run: random.pick([ofShown, ...runs.slice(-4)]), attempt: 2 };
  check(story, intent, await world.run(intent, again));
}

/** Somebody pushes an image of their own to the optional registry. */
function plant({ story: { world, random, planted } }: Circumstances): void {
  const repository = world.repositories.find((name) => name.startsWith("mirror"));
  if (repository === undefined) return;
  const stamp = publicationIdOf(world.minute + random.pick([-90, -1, 0, 1, 30, 90]));
  const evil = world.registry.push(repository, { "io.github.tagstream.built": stamp, evil: String(planted.size) });
  planted.add(evil);
  const tag = random.pick([`release-${stamp}`, `rb.release-${stamp}`, "release"]);
  if (world.registry.shown(repository)[tag] === undefined || tag === "release") world.registry.setTag(repository, tag, evil);
}

function backUp({ story }: Circumstances): void {
  const { world } = story;
  const [first = ""] = world.repositories;
  const restores = [first, first.replace(/squid$/, "front")].map((repository) => world.registry.snapshot(repository));
  story.restore = () => {
    for (const restoreOne of restores) restoreOne();
  };
}

/** The first registry is restored from its backup, where there is a second one. */
function restore({ story }: Circumstances): void {
  if (required(story.world).length < 2) return;
  story.restore?.();
  for (const name of [...story.fixed.keys()]) if (name.startsWith("one.")) story.fixed.delete(name);
}

/** Another run plans first, and publishes last; its jobs read the plan from a file. */
async function meanwhile({ story, inputs, change }: Circumstances): Promise<void> {
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
async function killed({ story, inputs, change }: Circumstances): Promise<void> {
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
  story.wasHeld ||= world.isHeld;
  const isRestored = log.some((line) => line.includes(" restore ")); // then a registry has lost publications
  const isGreen = ended?.status === 0 && what !== "other";
  const found = [
    ...neverChanged(world, story.fixed),
    ...neverCopied(world, story.planted),
    ...(isGreen && what === "publish" ? tipIsShown(world) : []),
    ...(isGreen ? agree(world, "squid") : []),
    ...(isGreen && world.hasChild ? agree(world, "front") : []),
    ...(isGreen && !isRestored ? aliasesShowNewest(world, story.wasHeld) : []),
  ];
  const reported = ended?.plan.units.map(({ decision, reason }) => `${decision}: ${reason}`) ?? [];
  expect({
    found,
    log: found.length > 0 ? [...log, ...reported, JSON.stringify(world.registry.shown(world.repositories[0] ?? ""))] : [],
  }).toEqual({ found: [], log: [] });
}
