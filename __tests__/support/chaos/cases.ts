import { buildPublisher, type PublisherProgram, startPublisher } from "./child.ts";
import { faults } from "./fault-proxy.ts";
import { type PublishJob, type PublishOutcome, publishJob } from "./publisher.ts";
import { createRandom, type Random } from "./random.ts";
import { createWorld, type World } from "./world.ts";

/** What a case came to: what does not hold, in words; nothing where all is well. */
export interface CaseResult {
  name: string;
  seed: number;
  faults: string[];
}

/** Runs a publication: here, or in a process of its own with planted bugs. */
export type Publisher = (job: PublishJob, world: World) => Promise<PublishOutcome>;

export interface CaseOptions {
  /** The two real registries. */
  hosts: readonly [string, string];
  publisher?: Publisher;
}

const inProcess: Publisher = (job, { environment }) => publishJob(job, environment);

const monday = "20261116-0617";
const next = "20261123-0617";
const merged = "20261124-0800";
const later = "20261124-0900";

/** One case: given a world, what to do to it; it returns what it found wrong beside what the checker will. */
interface Scenario {
  name: string;
  run(world: World, random: Random, publish: (job: PublishJob) => Promise<PublishOutcome>): Promise<string[]>;
}

/** A publication that is not disturbed has to be green; then a run more must not write anything. */
async function settle(
  world: World,
  build: number | undefined,
  publish: (job: PublishJob) => Promise<PublishOutcome>,
  job: PublishJob = world.unrelated(later),
): Promise<string[]> {
  for (const proxy of world.proxies) proxy.reset();
  const found: string[] = [];
  const last = await publish(job);
  if (last.status !== 0) found.push(`6: the run after it is red: ${JSON.stringify(last.problems)}`);
  for (const proxy of world.proxies) proxy.effects = 0;
  await publish(job);
  const written = world.proxies.map(({ effects }) => effects);
  if (written.some((count) => count > 0)) found.push(`6: a run with nothing to do wrote ${written.join(" and ")} times`);
  const streams = build === undefined ? new Map<string, undefined>() : world.digests(build);
  return [...found, ...(await world.check({ streams }))];
}

const disturb = (world: World, random: Random, probability: number): void => {
  for (const proxy of world.proxies) proxy.trouble = { probability, kinds: faults.filter(() => random.chance(0.6)) };
};

const scenarios: Scenario[] = [
  {
    name: "faults, then a re-run",
    async run(world, random, publish) {
      disturb(world, random, 0.05 + random.next() * 0.3);
      const job = world.publication(0, monday);
      await publish(job);
      return settle(world, 0, publish, job);
    },
  },
  {
    name: "faults over what is published, then a re-run, then an unrelated push",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      disturb(world, random, 0.05 + random.next() * 0.3);
      const job = world.publication(1, next);
      await publish(job);
      for (const proxy of world.proxies) proxy.reset();
      await publish(job);
      return settle(world, 1, publish);
    },
  },
  {
    name: "an older run comes last",
    async run(world, random, publish) {
      await publish(world.publication(1, next));
      disturb(world, random, random.next() * 0.2);
      const { status } = await publish(world.publication(0, monday));
      for (const proxy of world.proxies) proxy.reset();
      const found = status === 0 ? await world.check({ streams: world.digests(1) }) : []; // it has to leave the newer one alone itself
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "an older run while the listing lags behind",
    async run(world, _random, publish) {
      await publish(world.publication(0, monday));
      await publish(world.publication(1, next));
      for (const proxy of world.proxies) proxy.hidden = (tag) => tag.includes(next);
      await publish(world.publication(2, "20261117-0000"));
      const found = await world.check({ streams: world.digests(1) });
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "two runs at once, one older",
    async run(world, random, publish) {
      disturb(world, random, random.next() * 0.15);
      const jobs = [world.publication(0, monday), world.publication(1, next)];
      const outcomes = await Promise.all(jobs.map((job) => publish(job)));
      for (const proxy of world.proxies) proxy.reset();
      const green = outcomes.every(({ status }) => status === 0);
      const found = green ? await world.check({ streams: world.digests(1) }) : [];
      for (const job of jobs) await publish(job); // both are tried again, as red runs are
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "two runs of one minute, where timestamps are immutable by rule",
    async run(world, random, publish) {
      for (const proxy of world.proxies) proxy.immutable = true;
      disturb(world, random, random.next() * 0.1);
      const jobs = [world.publication(0, next), world.publication(1, next)];
      await Promise.all(jobs.map((job) => publish(job)));
      const found = await settle(world, undefined, publish);
      // Which of the two is the newest is open; that there is one, the same everywhere, is not.
      return found.filter((fault) => !fault.endsWith("which should be undefined"));
    },
  },
  {
    name: "a second build of the same minute",
    async run(world, random, publish) {
      await publish(world.publication(0, next));
      disturb(world, random, random.next() * 0.2);
      const job = world.publication(1, next);
      await publish(job);
      return settle(world, 1, publish, job);
    },
  },
  {
    name: "two runs at once of the same build",
    async run(world, random, publish) {
      disturb(world, random, random.next() * 0.2);
      await Promise.all([publish(world.publication(0, next)), publish(world.publication(0, next))]);
      for (const proxy of world.proxies) proxy.reset();
      await publish(world.publication(0, next));
      return settle(world, 0, publish);
    },
  },
  {
    name: "the second registry dies, and comes back",
    async run(world, random, publish) {
      const found: string[] = [];
      world.proxies[1].deadAfter = random.below(60);
      const job = world.publication(0, monday);
      const { status, problems } = await publish(job);
      if (status === 0 || Object.keys(problems).length === 0) found.push("9: a required registry was down, and the run is green");
      return [...found, ...(await settle(world, 0, publish, job))];
    },
  },
  {
    name: "the first registry dies, and comes back",
    async run(world, random, publish) {
      world.proxies[0].deadAfter = random.below(80);
      const job = world.publication(0, monday);
      await publish(job);
      return settle(world, 0, publish, job);
    },
  },
  {
    name: "an optional registry is down: a warning, and any later run completes it",
    async run(world, random, publish) {
      const found: string[] = [];
      world.proxies[1].deadAfter = random.below(40);
      const { status, warnings } = await publish(world.publication(0, monday, { optional: true }));
      if (status !== 0) found.push("9: an optional registry was down, and the run is red");
      if (warnings.length === 0) found.push("9: an optional registry was down, and nobody was told");
      found.push(...(await world.check({ streams: world.digests(0), incomplete: [1] })));
      return [...found, ...(await settle(world, 0, publish, world.unrelated(later, { optional: true })))];
    },
  },
  {
    name: "a promotion over what is published, under faults, then its re-run",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      disturb(world, random, 0.05 + random.next() * 0.3);
      const job = world.promotion(1, merged);
      await publish(job);
      return settle(world, 1, publish, job);
    },
  },
  {
    name: "a promotion and an older rebuild at once",
    async run(world, random, publish) {
      await publish(world.publication(2, monday));
      disturb(world, random, random.next() * 0.15);
      const jobs = [world.publication(0, next), world.promotion(1, merged)];
      await Promise.all(jobs.map((job) => publish(job)));
      for (const proxy of world.proxies) proxy.reset();
      for (const job of jobs) await publish(job); // both are tried again, as red runs are
      return settle(world, 1, publish);
    },
  },
  {
    name: "one unit fails its test, the others are published",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      disturb(world, random, random.next() * 0.1);
      const failing = random.pick(world.units).name;
      const job = world.publication(1, next, { failing });
      const first = await publish(job);
      const found = first.status === 0 ? [`9: ${failing} failed, and the run is green`] : [];
      for (const proxy of world.proxies) proxy.reset();
      await publish(job);
      const streams = new Map([...world.digests(1), [failing, world.digests(0).get(failing)]]);
      return [...found, ...(await world.check({ streams }))];
    },
  },
];

/** How many scenarios there are: seeds go through them one after the other. */
export const scenarioCount = scenarios.length;

/** The case of a seed: which scenario, and everything in it that is left to chance. */
export async function runCase(seed: number, { hosts, publisher = inProcess }: CaseOptions): Promise<CaseResult> {
  const random = createRandom(seed);
  const scenario = scenarios[seed % scenarios.length];
  if (!scenario) throw new TypeError("no scenario");
  return inWorld(scenario.name, seed, hosts, publisher, (world, publish) => scenario.run(world, random, publish));
}

async function inWorld(
  name: string,
  seed: number,
  hosts: readonly [string, string],
  publisher: Publisher,
  run: (world: World, publish: (job: PublishJob) => Promise<PublishOutcome>) => Promise<string[]>,
): Promise<CaseResult> {
  const world = await createWorld(hosts, seed);
  const found: string[] = [];
  try {
    const publish = async (job: PublishJob): Promise<PublishOutcome> => {
      const outcome = await publisher(job, world);
      for (const leak of world.leaks(outcome.captured)) found.push(`10: a credential is shown: ${leak}`);
      return outcome;
    };
    found.push(...(await run(world, publish)));
  } catch (error) {
    found.push(`it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await world.close();
  }
  return { name, seed, faults: found };
}

export interface KillOptions extends CaseOptions {
  program: PublisherProgram;
  moment: "before" | "after";
  /** The effect, counted over both registries, from 1. */
  boundary: number;
  /** What comes after the kill. */
  followUp: "re-run" | "unrelated push";
}

/** A publication over an earlier one is killed at one boundary. `over`: it had ended before it came to that. */
export async function runKill(options: KillOptions): Promise<CaseResult & { over: boolean }> {
  const { program, moment, boundary, followUp, hosts } = options;
  let over = false;
  const name = `killed ${moment} effect ${boundary}, then ${followUp === "re-run" ? "a re-run" : "an unrelated push"}`;
  const result = await inWorld(name, boundary, hosts, inProcess, async (world, publish) => {
    await publish(world.publication(0, monday));
    for (const proxy of world.proxies) proxy.reset();
    const job = world.publication(1, next);
    const child = startPublisher(program, job, world.environment);
    let [effects, killed] = [0, false];
    for (const proxy of world.proxies) {
      const numbers = new Map<number, number>(); // of this registry's effects among those of both
      proxy.onEffect = (when, own) => {
        if (when === "before" && !killed) numbers.set(own, ++effects);
        if (when === moment && numbers.get(own) === boundary) {
          killed = true;
          child.kill();
        }
        return killed;
      };
    }
    const outcome = await child.outcome;
    over = outcome !== undefined;
    for (const proxy of world.proxies) await proxy.quiet();
    const leaks = world.leaks(child.errors()).map((leak) => `10: a credential is shown: ${leak}`);
    for (const proxy of world.proxies) proxy.reset();
    if (followUp === "re-run") return [...leaks, ...(await settle(world, 1, publish, job))];
    // Which units had their first timestamp tag when the process was killed, the registry alone knows.
    const stamped = new Set(world.proxies[0].writes.filter(({ tag }) => tag.endsWith(next)).map(({ digest }) => digest));
    const found = await settle(world, undefined, publish);
    const streams = new Map(
      world.units.map(({ name: unit }) => {
        const newest = world.digests(1).get(unit) ?? "";
        return [unit, stamped.has(newest) ? newest : world.digests(0).get(unit)];
      }),
    );
    return [
      ...leaks,
      ...found.filter((fault) => !fault.endsWith("which should be undefined")),
      ...(await world.check({ streams })),
    ];
  });
  return { ...result, over };
}

/** A publisher as a process, with bugs planted in it. */
export async function mutated(
  mutations: Parameters<typeof buildPublisher>[0],
): Promise<{ publisher: Publisher; remove(): void }> {
  const program = await buildPublisher(mutations);
  const publisher: Publisher = async (job, { environment }) => {
    const outcome = await startPublisher(program, job, environment).outcome;
    if (!outcome) throw new Error("the publisher was killed by somebody else");
    return outcome;
  };
  return { publisher, remove: program.remove };
}
