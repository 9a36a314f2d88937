import type { CaseResult } from "../cases.ts";
import { everythingIn, lostOf, namedIn, wrongEnds, wrongProposals } from "./checker.ts";
import { anyDeed, giveUpEdits, mergeAll } from "./people.ts";
import { cleanUp, type EndedCommand, holdAt, pinAll, publish, resumeAll, rollBack } from "./runs.ts";
import { beginStep, images, later, type PinnedWorld, pinnedWorld, streams } from "./world.ts";

type Deed = (world: PinnedWorld) => Promise<unknown> | unknown;

const anyUnit = ({ random }: PinnedWorld): string => `${random.pick(images)}:${random.pick(streams)}`;

/** What moves a stream, or keeps it, and how often of all times. */
const moves: readonly [name: string, times: number, deed: Deed][] = [
  ["publish", 2, publish],
  ["roll back", 1, (world) => rollBack(world, anyUnit(world))],
  ["hold", 1, (world) => holdAt(world, world.only ? "*" : anyUnit(world))],
  ["resume", 1, (world) => resumeAll(world, `${world.random.pick(images)}:*`)],
];
/** One of them by chance; where a test names deeds, in its order. */
const move: Deed = (world) => {
  const { random, only } = world;
  const all = moves.flatMap(([name, times, deed]) => Array.from({ length: times }, () => ({ name, deed })));
  const own = only?.flatMap((name) => all.find((one) => one.name === name) ?? []);
  const chosen = own ? own[world.moves++ % own.length] : random.pick(all);
  return chosen?.deed(world);
};

/** One kind of case: what happens in each of its steps. */
export interface PinnedScenario {
  name: string;
  step(world: PinnedWorld): Promise<string[]>;
}

/** Of each case: `script/test` has little time, and `npm run chaos` has more seeds instead. */
const steps = 2;

/** Something alone, and what does not hold afterwards. */
async function alone(world: PinnedWorld, deed: Deed): Promise<string[]> {
  beginStep(world);
  await deed(world);
  return wrongProposals(world, true);
}

/** Several at once, while people do something after some of their requests. */
async function together(world: PinnedWorld, deeds: readonly Deed[], byPeople = 0): Promise<string[]> {
  beginStep(world);
  const { random, meanwhile } = world;
  const broken: unknown[] = [];
  const happens = () => {
    try {
      anyDeed(world);
    } catch (error) {
      broken.push(error); // it is called by a server, which would end the process
    }
  };
  for (let count = 0; count < byPeople; count++) meanwhile.push({ requests: random.below(80), happens });
  await Promise.all(deeds.map((deed) => deed(world)));
  world.meanwhile = [];
  for (const error of broken) throw error;
  return wrongProposals(world, false);
}

/** A clean-up, and what it removed that files name. */
async function cleanUpBeside(world: PinnedWorld): Promise<string[]> {
  const [named, before] = [namedIn(world), everythingIn(world)];
  const { status, text } = await cleanUp(world);
  const isOdd = status !== 0 && world.trouble.registry + world.trouble.github === 0;
  return [...lostOf(named, before, everythingIn(world)), ...(isOdd ? [`13: a clean-up is red: ${text}`] : [])];
}

export const pinnedScenarios: readonly PinnedScenario[] = [
  {
    name: "pins after whatever moves streams, and people who merge, close and commit",
    step: async (world) => [...(await alone(world, move)), ...(await alone(world, pinAll)), ...(await alone(world, anyDeed))],
  },
  {
    name: "pins while streams move and people decide",
    step: (world) => together(world, world.random.chance(0.5) ? [pinAll, move] : [pinAll, pinAll, move], 2),
  },
  {
    name: "pins under faults of registries and of GitHub",
    async step(world) {
      const { random } = world;
      world.trouble = { registry: random.pick([0, 0.02, 0.1]), github: random.pick([0, 0.05, 0.2]) };
      const found = await together(world, [pinAll, ...(random.chance(0.5) ? [move] : [])], random.below(2));
      world.trouble = { registry: 0, github: 0 };
      return [...found, ...(await alone(world, anyDeed))];
    },
  },
  {
    name: "clean-ups while pins lag behind",
    async step(world) {
      const { random } = world;
      const found = await alone(world, random.chance(0.7) ? publish : move);
      if (random.chance(0.5)) found.push(...(await alone(world, pinAll)));
      found.push(...(await alone(world, anyDeed)));
      world.trouble.registry = random.pick([0, 0.05]);
      found.push(...(await cleanUpBeside(world)));
      world.trouble.registry = 0;
      return found;
    },
  },
];

/** A quiet run of something that has to be green. */
async function quiet(world: PinnedWorld, run: (world: PinnedWorld) => Promise<EndedCommand>): Promise<string[]> {
  const { status, text } = await run(world);
  return status === 0 ? [] : [`6: in the end a run is red: ${text}`];
}

/** Nothing is held, and new images are there: everything is pinned to them, and the next runs have nothing to do. */
async function settle(world: PinnedWorld): Promise<string[]> {
  world.log.push("the end");
  later(world, 1);
  await resumeAll(world, "*");
  const found: string[] = [];
  for (const hours of [2, 30]) {
    later(world, hours);
    found.push(...(await quiet(world, publish)));
  }
  giveUpEdits(world);
  beginStep(world);
  found.push(...(await quiet(world, pinAll)), ...wrongProposals(world, true));
  mergeAll(world);
  const { requests } = world.github;
  const before = requests.length;
  found.push(...(await quiet(world, pinAll)), ...wrongProposals(world, true));
  const writes = requests.slice(before).filter((line) => !line.startsWith("GET "));
  if (writes.some((line) => !line.includes("graphql"))) found.push(`6: a run with nothing to pin wrote ${writes.join(", ")}`);
  found.push(...wrongEnds(world), ...(await cleanUpBeside(world)), ...wrongEnds(world));
  return [...found, ...world.github.hosted.faults.map((fault) => `GitHub knows no such request: ${fault}`)];
}

/** The n-th seed of a scenario. */
export function pinnedSeedOf(name: string, count: number): number {
  const index = pinnedScenarios.findIndex((scenario) => scenario.name === name);
  if (index === -1) throw new TypeError(`there is no scenario "${name}"`);
  return pinnedScenarios.length * (100 + count) + index;
}

/**
 * The case of a seed: which scenario, and everything in it that is left to chance.
 * @param only the names of the only deeds, with commas: then it ends after its steps
 */
export async function runPinnedCase(seed: number, only?: string): Promise<CaseResult> {
  const scenario = pinnedScenarios[seed % pinnedScenarios.length];
  if (!scenario) throw new TypeError("no scenario");
  const world = await pinnedWorld(seed);
  if (only !== undefined) world.only = only.split(",");
  const found: string[] = [];
  try {
    found.push(...(await quiet(world, publish)));
    later(world, 26);
    found.push(...(await quiet(world, publish)), ...(await alone(world, pinAll)));
    for (let step = 0; step < steps && found.length === 0; step++) {
      later(world, world.random.pick([0.1, 3, 26]));
      world.log.push(world.made.now.toISOString());
      found.push(...(await scenario.step(world)));
    }
    if (found.length === 0 && only === undefined) found.push(...(await settle(world)));
  } catch (error) {
    found.push(`it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await world.close();
  }
  return { name: scenario.name, seed, faults: found.length > 0 ? [...found, ...world.log] : [] };
}
