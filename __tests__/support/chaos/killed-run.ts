import { type PublisherProgram, startPublisher } from "./child.ts";
import type { Job, PublishOutcome } from "./job.ts";
import { type Boundary, killAt } from "./kill-switch.ts";
import { runJob } from "./publisher.ts";
import { calm } from "./scenario.ts";
import type { World } from "./world.ts";

/** How a run that is killed ended: without an outcome, unless it was over before. */
export interface KilledRun {
  outcome: PublishOutcome | undefined;
  found: string[];
}

/**
 * Runs a job that is killed at one boundary, of both registries and of GitHub. Afterwards nothing
 * goes wrong any more.
 * @param program the process that is killed; without one, the job runs here, and from the boundary
 *   on nothing that it does arrives anywhere: what it leaves is the same
 */
export async function runKilled(
  world: World,
  job: Job,
  { program, ...boundary }: Boundary & { program?: PublisherProgram | undefined },
): Promise<KilledRun> {
  const { outcome, shown } = await (program ? killProcess(world, job, boundary, program) : killHere(world, job, boundary));
  for (const proxy of world.proxies) await proxy.quiet();
  calm(world);
  return { outcome, found: world.leaks(shown).map((leak) => `10: a credential is shown: ${leak}`) };
}

async function killProcess(world: World, job: Job, boundary: Boundary, program: PublisherProgram) {
  const child = startPublisher(program, job, world.environment);
  killAt(world, boundary, () => child.kill());
  return { outcome: await child.outcome, shown: child.errors() };
}

async function killHere(world: World, job: Job, boundary: Boundary) {
  let isKilled = false;
  killAt(world, boundary, () => {
    isKilled = true;
    for (const proxy of world.proxies) proxy.deadAfter = 0; // so that the rest of the run ends soon
  });
  try {
    const ended = await runJob(job, world.environment);
    return { outcome: isKilled ? undefined : ended, shown: ended.captured };
  } catch (error) {
    if (!isKilled) throw error;
    return { outcome: undefined, shown: String(error) };
  }
}
