import type { KillCase } from "../kill-sweep.ts";
import { type Boundary, killAtEffect } from "../kill-switch.ts";
import { killInWorlds } from "./prepared.ts";
import { begin, settleSources } from "./steps.ts";
import { type SourcedWorld, sourcedWorld } from "./world.ts";
import type { Shape } from "./world-files.ts";

/** What is killed. */
export const killedRuns = ["a release of a new commit", "a release of what edge shows", "a push with aliases"] as const;
/** What comes after it. */
export const followUps = ["a re-run", "a weekly run", "the push of another commit"] as const;

export interface SourcedKill extends Boundary {
  killed: (typeof killedRuns)[number];
  followUp: (typeof followUps)[number];
}

type Run = () => ReturnType<SourcedWorld["run"]>;

/** Every combination, killed before and after effects. */
export const allSourcedKills = killedRuns.flatMap((killed) =>
  followUps.flatMap((followUp) => (["before", "after"] as const).map((moment) => ({ killed, followUp, moment }))),
);

/** `script/test` kills with these, at every ninth effect from another one on each. */
export const fewSourcedKills = [
  { killed: "a release of a new commit", followUp: "a weekly run", moment: "before", first: 5 },
  { killed: "a release of a new commit", followUp: "a re-run", moment: "after", first: 2 },
  { killed: "a release of what edge shows", followUp: "the push of another commit", moment: "before", first: 8 },
  { killed: "a push with aliases", followUp: "the push of another commit", moment: "after", first: 4 },
] as const;

const shapes: Record<SourcedKill["killed"], Shape> = {
  "a release of a new commit": { versions: true, aliases: true },
  "a release of what edge shows": { versions: true, aliases: true },
  "a push with aliases": { aliases: true },
};

/** What is killed: its run, and what it publishes as `edge` and `release`. */
interface Prepared {
  world: SourcedWorld;
  run: Run;
  edge: string;
  release: string;
}

async function prepare(hosts: readonly [string, string], killed: SourcedKill["killed"]): Promise<Prepared> {
  const world = await sourcedWorld(hosts, 1, shapes[killed]);
  await begin(world);
  const prepared = await land(world, killed);
  world.reset();
  return { world, ...prepared };
}

async function land(world: SourcedWorld, killed: SourcedKill["killed"]): Promise<Omit<Prepared, "world">> {
  const edge = "p3 new";
  world.land("main", edge);
  const id = "4242";
  if (killed === "a push with aliases") {
    const event = world.pushTo("main");
    return { run: () => world.run(event, id), edge, release: "p1 one" };
  }
  if (killed === "a release of what edge shows") {
    await world.run(world.pushTo("main"));
    world.minutes(60);
  }
  world.tag("1.4.2");
  const event = world.pushOf("1.4.2");
  return { run: () => world.run(event, id), edge, release: edge };
}

/** The first run after the kill has to be green, and leaves nothing that is wrong. */
async function complete(world: SourcedWorld, { killed, followUp }: SourcedKill, again: Run): Promise<string[]> {
  if (followUp === "a weekly run") return [];
  if (followUp === "the push of another commit") world.landElsewhere();
  const ended = await (followUp === "a re-run" ? again() : world.run(world.pushTo("main")));
  const found = ended.status === 0 ? [] : [`6: ${followUp} after the kill is red: ${ended.captured}`];
  // A push to main is about the streams from main: a release waits for the next run of all streams.
  const isAbout = followUp === "a re-run" || killed === "a push with aliases";
  return isAbout ? [...found, ...(await world.check())] : found;
}

/** A run is killed at one boundary: whatever it still does is lost. Then come other runs, each planned anew. */
async function runSourcedKill({ world, run, edge, release }: Prepared, kill: SourcedKill): Promise<KillCase> {
  const { killed, followUp, moment, boundary } = kill;
  let isKilled = false;
  const faults: string[] = [];
  try {
    killAtEffect(world.proxies, { moment, boundary }, () => {
      isKilled = true;
    });
    const ended = await run();
    if (isKilled && ended.status === 0 && moment === "before") faults.push("9: effects were lost, and the run is green");
    await world.quiet();
    world.reset();
    world.minutes(1);
    faults.push(...(await complete(world, kill, run)));
    const wanted = { edge, release, lts: "p1 maintained" };
    faults.push(...(await settleSources(world, wanted)));
    if (killed !== "a push with aliases") {
      // Version tags have nobody but their own run, and whoever re-runs it.
      world.minutes(60);
      const again = await run();
      if (again.status !== 0) faults.push(`6: the release's re-run is red: ${again.captured}`);
      faults.push(...(await world.check(wanted, true)));
    }
  } catch (error) {
    faults.push(`it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return { name: `${killed}, killed ${moment} each effect, then ${followUp}`, seed: boundary, faults, over: !isKilled };
}

/**
 * Kills at every so many boundaries, from one of them on.
 * @param hostsOf the registries of the first case, the second and so on
 */
export function killSources(
  hostsOf: (count: number) => readonly [string, string],
  kill: Omit<SourcedKill, "boundary">,
  { workers, first = 1, step = 1 }: { workers: number; first?: number; step?: number },
): Promise<KillCase[]> {
  return killInWorlds({
    workers,
    hostsOf,
    prepare: (hosts) => prepare(hosts, kill.killed),
    run: (prepared, count) => runSourcedKill(prepared, { ...kill, boundary: first + (count - 1) * step }),
  });
}
