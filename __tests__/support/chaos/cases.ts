import { buildPublisher, type PublisherProgram, startPublisher } from "./child.ts";
import { holdSome } from "./held.ts";
import { holdScenarios } from "./hold-cases.ts";
import { killAt } from "./kill-switch.ts";
import { type Job, type PublishOutcome, runJob } from "./publisher.ts";
import { createRandom } from "./random.ts";
import { rollbackScenarios } from "./rollback-cases.ts";
import { calm, disturb, later, monday, next, type Publish, type Scenario, settle } from "./scenario.ts";
import { createWorld, type World } from "./world.ts";

/** What a case came to: what does not hold, in words; nothing where all is well. */
export interface CaseResult {
  name: string;
  seed: number;
  faults: string[];
}

/** Runs a publication: here, or in a process of its own with planted bugs. */
export type Publisher = (job: Job, world: World) => Promise<PublishOutcome>;

export interface CaseOptions {
  /** The two real registries. */
  hosts: readonly [string, string];
  publisher?: Publisher;
}

const inProcess: Publisher = (job, { environment }) => runJob(job, environment);

const merged = "20261124-0800";

const publicationScenarios: Scenario[] = [
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
      calm(world);
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
      calm(world);
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
      calm(world);
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
      return settle(world, undefined, publish); // which of the two is the newest is open; that there is one, the same everywhere, is not
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
      calm(world);
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
      calm(world);
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
      calm(world);
      await publish(job);
      const streams = new Map([...world.digests(1), [failing, world.digests(0).get(failing)]]);
      return [...found, ...(await world.check({ streams }))];
    },
  },
];

export const scenarios: readonly Scenario[] = [...publicationScenarios, ...rollbackScenarios, ...holdScenarios];

/** The case of a seed: which scenario, and everything in it that is left to chance. */
export async function runCase(seed: number, { hosts, publisher = inProcess }: CaseOptions): Promise<CaseResult> {
  const random = createRandom(seed);
  const scenario = scenarios[seed % scenarios.length];
  if (!scenario) throw new TypeError("no scenario");
  return inWorld(scenario.name, seed, hosts, publisher, async (world, publish) => {
    if (!scenario.holds) await holdSome(world, random, publish);
    return scenario.run(world, random, publish);
  });
}

/** The n-th seed of a scenario. */
export function seedOf(name: string, count: number): number {
  const index = scenarios.findIndex((scenario) => scenario.name === name);
  if (index === -1) throw new TypeError(`there is no scenario "${name}"`);
  return scenarios.length * (100 + count) + index;
}

export async function inWorld(
  name: string,
  seed: number,
  hosts: readonly [string, string],
  publisher: Publisher,
  run: (world: World, publish: Publish) => Promise<string[]>,
  images?: readonly string[],
): Promise<CaseResult> {
  const world = await createWorld(hosts, seed, images);
  const found: string[] = [];
  try {
    const publish: Publish = async (job) => {
      const outcome = await publisher(job, world);
      for (const leak of world.leaks(outcome.captured)) found.push(`10: a credential is shown: ${leak}`);
      if (!world.unreadableHold || !("plan" in job)) return outcome;
      // Whatever else becomes of a run, a hold that nobody can read turns it red.
      if (outcome.status === 0) found.push("5: a hold cannot be read, and the run is green");
      const passed = job.records.every(([, record]) => record.outcome === "passed");
      return { ...outcome, status: passed && Object.keys(outcome.problems).length === 0 ? 0 : 1 };
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
  /** What holds some of the units follows from it: the same for all boundaries, so that their number is. */
  holds?: number;
}

/** A publication over an earlier one is killed at one boundary. `over`: it had ended before it came to that. */
export async function runKill(options: KillOptions): Promise<CaseResult & { over: boolean }> {
  const { program, moment, boundary, followUp, hosts, holds } = options;
  let over = false;
  const name = `killed ${moment} effect ${boundary}, then ${followUp === "re-run" ? "a re-run" : "an unrelated push"}`;
  const result = await inWorld(name, boundary, hosts, inProcess, async (world, publish) => {
    if (holds !== undefined) await holdSome(world, createRandom(holds), publish);
    await publish(world.publication(0, monday));
    calm(world);
    const job = world.publication(1, next);
    const child = startPublisher(program, job, world.environment);
    killAt(world, options, () => child.kill());
    const outcome = await child.outcome;
    over = outcome !== undefined;
    for (const proxy of world.proxies) await proxy.quiet();
    const leaks = world.leaks(child.errors()).map((leak) => `10: a credential is shown: ${leak}`);
    calm(world);
    if (followUp === "re-run") return [...leaks, ...(await settle(world, 1, publish, job))];
    // Which units had their first timestamp tag when the process was killed, the registry alone knows.
    const stamped = new Set(world.proxies[0].writes.filter(({ tag }) => tag.endsWith(next)).map(({ digest }) => digest));
    const streams = new Map(
      world.units.map(({ name: unit }) => {
        const newest = world.digests(1).get(unit) ?? "";
        return [unit, stamped.has(newest) ? newest : world.digests(0).get(unit)];
      }),
    );
    return [...leaks, ...(await settle(world, { streams }, publish))];
  });
  return { ...result, over };
}

/** A publisher as a process, with bugs planted in it. */
export async function mutated(
  mutations: Parameters<typeof buildPublisher>[0],
): Promise<{ program: PublisherProgram; publisher: Publisher; remove(): void }> {
  const program = await buildPublisher(mutations);
  const publisher: Publisher = async (job, { environment }) => {
    const outcome = await startPublisher(program, job, environment).outcome;
    if (!outcome) throw new Error("the publisher was killed by somebody else");
    return outcome;
  };
  return { program, publisher, remove: program.remove };
}
