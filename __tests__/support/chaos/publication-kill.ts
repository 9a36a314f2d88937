import { inProcess, inWorld } from "./cases.ts";
import { holdSome } from "./held.ts";
import type { Job } from "./job.ts";
import type { KillCase, KillOptions } from "./kill-sweep.ts";
import { runKilled } from "./killed-run.ts";
import { createRandom } from "./random.ts";
import { calm, monday, next, type Publish, settle } from "./scenario.ts";
import { createWorld, type World } from "./world.ts";
import { type CopiedWorld, copyWorld } from "./world-copy.ts";

export interface PublicationKill extends KillOptions {
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
export async function runKill(options: PublicationKill): Promise<KillCase> {
  const { moment, boundary, followUp, hosts } = options;
  let over = false;
  const name = `killed ${moment} effect ${boundary}, then ${followUp === "re-run" ? "a re-run" : "an unrelated push"}`;
  const run: Parameters<typeof inWorld>[4] = async (world, publish) => {
    await begin(world, options);
    const build = options.kept ? 0 : 1;
    const job = await killedJob(world, options);
    const killed = await runKilled(world, job, options);
    over = killed.outcome !== undefined;
    if (followUp === "re-run")
      return [...killed.found, ...(await (options.legs ? again(world, publish, job) : settle(world, build, publish, job)))];
    // Which units had their first timestamp tag when the process was killed, the registry alone knows.
    const stamped = new Set(world.proxies[0].writes.filter(({ tag }) => tag.endsWith(next)).map(({ digest }) => digest));
    const streams = new Map(
      world.units.map(({ name: unit }) => {
        const newest = world.digests(build).get(unit) ?? "";
        return [unit, stamped.has(newest) ? newest : world.digests(0).get(unit)];
      }),
    );
    return [...killed.found, ...(await settle(world, { streams }, publish))];
  };
  return { ...(await inWorld(name, boundary, hosts, inProcess, run, options.images)), over };
}

/** By what it depends on: the earlier publication, which is the same for every boundary, so that all cases copy it. */
const earlier = new Map<string, Promise<CopiedWorld>>();

async function begin(world: World, options: PublicationKill): Promise<void> {
  const { hosts, holds, images } = options;
  const key = JSON.stringify([hosts, holds, images]);
  const copied = earlier.get(key) ?? publishEarlier(options);
  earlier.set(key, copied);
  await copyWorld(await copied, world, hosts);
  if (holds !== undefined) await holdSome(world, createRandom(holds), async () => published); // what it publishes is there
  calm(world);
}

const published = { status: 0, problems: {}, warnings: [], captured: "" };

async function publishEarlier({ hosts, holds, images }: PublicationKill): Promise<CopiedWorld> {
  const world = await createWorld(hosts, holds ?? 0, images);
  const publish: Publish = (job) => inProcess(job, world);
  try {
    if (holds !== undefined) await holdSome(world, createRandom(holds), publish);
    await publish(world.publication(0, monday));
  } finally {
    await world.close();
  }
  return { units: world.units, writes: world.proxies.map(({ writes }) => writes) };
}

async function killedJob(world: World, { kept, legs }: PublicationKill): Promise<Job> {
  if (kept) return world.kept(0, next);
  return legs ? world.legs(1, next) : world.publication(1, next);
}

/** A publication of legs begins with making its indexes, also where it has nothing else to do: the run that must not write is another one. */
async function again(world: World, publish: Publish, job: Job): Promise<string[]> {
  const { status, problems } = await publish(job);
  const found = status === 0 ? [] : [`6: the re-run is red: ${JSON.stringify(problems)}`];
  return [...found, ...(await settle(world, 1, publish))];
}
