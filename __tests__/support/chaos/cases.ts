import { adversaryScenarios } from "./adversary-cases.ts";
import { buildPublisher, type PublisherProgram, startPublisher } from "./child.ts";
import { holdSome } from "./held.ts";
import { holdScenarios } from "./hold-cases.ts";
import type { Job, PublishOutcome } from "./job.ts";
import { keepScenarios } from "./keep-cases.ts";
import { killAt } from "./kill-switch.ts";
import { pruneScenarios } from "./prune-cases.ts";
import { publicationScenarios } from "./publication-cases.ts";
import { runJob } from "./publisher.ts";
import { createRandom } from "./random.ts";
import { rollbackScenarios } from "./rollback-cases.ts";
import { calm, monday, next, type Publish, type Scenario, settle } from "./scenario.ts";
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

export const scenarios: readonly Scenario[] = [
  ...publicationScenarios,
  ...adversaryScenarios,
  ...rollbackScenarios,
  ...holdScenarios,
  ...keepScenarios,
  ...pruneScenarios,
];

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
  const details: string[] = [];
  let runs = 0;
  try {
    const publish: Publish = async (job) => {
      const run = ++runs;
      const outcome = await publisher(job, world);
      if (outcome.status !== 0) details.push(`run ${run} was red: ${JSON.stringify(outcome.problems)}`);
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
  return { name, seed, faults: found.length > 0 ? [...found, ...details] : [] };
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
  /** Whether a job for each platform built what is published. */
  legs?: true;
  /** Whether it keeps the earlier one, which its rebuild equals. */
  kept?: true;
  /** The images of the world: all, unless it names some. */
  images?: readonly string[];
}

/** A publication over an earlier one is killed at one boundary. `over`: it had ended before it came to that. */
export async function runKill(options: KillOptions): Promise<CaseResult & { over: boolean }> {
  const { program, moment, boundary, followUp, hosts, holds } = options;
  let over = false;
  const name = `killed ${moment} effect ${boundary}, then ${followUp === "re-run" ? "a re-run" : "an unrelated push"}`;
  const run: Parameters<typeof inWorld>[4] = async (world, publish) => {
    if (holds !== undefined) await holdSome(world, createRandom(holds), publish);
    await publish(world.publication(0, monday));
    calm(world);
    const build = options.kept ? 0 : 1;
    const job = await killedJob(world, options);
    const child = startPublisher(program, job, world.environment);
    killAt(world, options, () => child.kill());
    const outcome = await child.outcome;
    over = outcome !== undefined;
    for (const proxy of world.proxies) await proxy.quiet();
    const leaks = world.leaks(child.errors()).map((leak) => `10: a credential is shown: ${leak}`);
    calm(world);
    if (followUp === "re-run")
      return [...leaks, ...(await (options.legs ? again(world, publish, job) : settle(world, build, publish, job)))];
    // Which units had their first timestamp tag when the process was killed, the registry alone knows.
    const stamped = new Set(world.proxies[0].writes.filter(({ tag }) => tag.endsWith(next)).map(({ digest }) => digest));
    const streams = new Map(
      world.units.map(({ name: unit }) => {
        const newest = world.digests(build).get(unit) ?? "";
        return [unit, stamped.has(newest) ? newest : world.digests(0).get(unit)];
      }),
    );
    return [...leaks, ...(await settle(world, { streams }, publish))];
  };
  return { ...(await inWorld(name, boundary, hosts, inProcess, run, options.images)), over };
}

async function killedJob(world: World, { kept, legs }: KillOptions): Promise<Job> {
  if (kept) return world.kept(0, next);
  return legs ? world.legs(1, next) : world.publication(1, next);
}

/** A publication of legs begins with making its indexes, also where it has nothing else to do: the run that must not write is another one. */
async function again(world: World, publish: Publish, job: Job): Promise<string[]> {
  const { status, problems } = await publish(job);
  const found = status === 0 ? [] : [`6: the re-run is red: ${JSON.stringify(problems)}`];
  return [...found, ...(await settle(world, 1, publish))];
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
