import { adversaryScenarios } from "./adversary-cases.ts";
import { buildPublisher, type PublisherProgram, ServingPublisher } from "./child.ts";
import { holdSome } from "./held.ts";
import { holdScenarios } from "./hold-cases.ts";
import type { Job, PublishOutcome } from "./job.ts";
import { keepScenarios } from "./keep-cases.ts";
import { pruneScenarios } from "./prune-cases.ts";
import { publicationScenarios } from "./publication-cases.ts";
import { runJob } from "./publisher.ts";
import { createRandom } from "./random.ts";
import { rollbackScenarios } from "./rollback-cases.ts";
import type { Publish, Scenario } from "./scenario.ts";
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
  /** The two registries: real ones, or those of this process. */
  hosts: readonly [string, string];
  publisher?: Publisher;
}

export const inProcess: Publisher = (job, { environment }) => runJob(job, environment);

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

/** A publisher as a process, with bugs planted in it. */
export async function mutated(
  mutations: Parameters<typeof buildPublisher>[0],
): Promise<{ program: PublisherProgram; publisher: Publisher; remove(): void }> {
  const program = await buildPublisher(mutations);
  const serving = new ServingPublisher(program);
  const publisher: Publisher = (job, { environment }) => serving.run(job, environment);
  const remove = (): void => {
    serving.stop();
    program.remove();
  };
  return { program, publisher, remove };
}
