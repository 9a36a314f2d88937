import { resume } from "../../../src/commands/resume.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { Request } from "../../../src/ports/request.ts";
import { later } from "../kept-project.ts";
import { MemoryJobs } from "../memory-jobs.ts";
import type { RegistryCall } from "../memory-registry.ts";
import { defaultRequest } from "../memory-run.ts";
import { dockerfile, shownBy, two } from "../native-project.ts";
import { faultsAfter } from "./faults.ts";
import { again, allShown, end, everything, inOneGo } from "./runs.ts";
import { beginStory, images, type KeptStory } from "./story.ts";

/** What happens in a story; it returns what does not hold, in words. */
type Deed = (story: KeptStory) => Promise<string[]> | string[];

/** What people, clocks and machines do, and how often of all times. */
const deeds: readonly [name: string, times: number, deed: Deed][] = [
  ["schedule", 4, (story) => inOneGo(story, "schedule")],
  ["ask", 3, (story) => inOneGo(story, "workflow_dispatch")],
  ["push", 2, pushOne],
  ["new packages", 2, updatePackages],
  ["meanwhile", 3, meanwhile],
  ["two at once", 3, twoAtOnce],
  ["killed", 3, killed],
  ["all jobs again", 2, runAgain],
  ["the second registry is down", 1, secondDown],
  ["a test fails", 1, failOne],
  ["roll back", 1, rollBackOne],
  ["resume", 2, resumeAll],
];
const steps = 10;
const choices = deeds.flatMap(([name, times, deed]) => Array.from({ length: times }, () => ({ name, deed })));

/**
 * One story from its first publication to an end at which nothing is left to do: what did not hold,
 * and all that happened.
 * @param only the name of the only deed; any by default
 */
export async function tellStory(seed: number, only?: string): Promise<{ found: string[]; log: string[] }> {
  const story = beginStory(seed);
  const found = await inOneGo(story, "workflow_dispatch");
  const own = choices.filter(({ name }) => only === undefined || name === only);
  for (let step = 0; step < steps && found.length === 0; step++) {
    later(story.made, story.random.pick([0, 0.1, 1, 7, 7, 20]));
    const { name, deed } = story.random.pick(own);
    story.log.push(`${story.made.now.toISOString()} ${name}`);
    found.push(...(await deed(story)));
  }
  if (found.length === 0) found.push(...(await settle(story)));
  return { found, log: story.log };
}

/** Two pushes that change no image: the first one completes what is missing, and the second one writes nothing. */
async function settle(story: KeptStory): Promise<string[]> {
  const found: string[] = [];
  for (const count of [0, 1]) {
    const before = everything(story);
    const { status, words } = await MemoryJobs.run(story.made, "push");
    if (status !== 0) found.push(`6: the push at the end is red: ${words}`);
    found.push(...(await faultsAfter(story, { status, intent: "publish" })));
    if (count > 0 && everything(story) !== before) found.push("5: a run with nothing to do wrote something");
  }
  return found;
}

async function pushOne(story: KeptStory): Promise<string[]> {
  const { made, random } = story;
  made.repository.commit(dockerfile(random.pick(images), random.pick(["A", "B", "C"])));
  return inOneGo(story, "push");
}

function updatePackages({ random, contents }: KeptStory): string[] {
  const image = random.pick(images);
  contents.set(image, (contents.get(image) ?? 0) + 1);
  return [];
}

/** A rebuild is planned and built; something else is published before it is. */
async function meanwhile(story: KeptStory): Promise<string[]> {
  const { made, random } = story;
  const event = random.pick(["schedule", "workflow_dispatch"]);
  const jobs = await MemoryJobs.plan(made, event);
  await jobs.buildAll();
  later(made, random.pick([0, 0.01, 1]));
  const found: string[] = [];
  const other = random.pick([pushOne, rollBackOne, (one: KeptStory) => inOneGo(one, "workflow_dispatch"), newerBuild]);
  found.push(...(await other(story)));
  return [...found, ...(await end(story, jobs, event, { isLate: true }))];
}

async function newerBuild(story: KeptStory): Promise<string[]> {
  updatePackages(story);
  return inOneGo(story, "workflow_dispatch");
}

/**
 * Two runs at once. The older one has newer packages, which are gone again, or another commit, which
 * is reverted: so the newer run may keep what is published. The older one never takes its place.
 */
async function twoAtOnce(story: KeptStory): Promise<string[]> {
  const { made, random, contents } = story;
  const was = new Map(contents);
  const isPush = random.chance(0.5);
  const image = random.pick(images);
  if (isPush) made.repository.commit(dockerfile(image, "reverted"));
  else updatePackages(story);
  const event = isPush ? "push" : "workflow_dispatch";
  const older = await MemoryJobs.plan(made, event);
  await older.buildAll();
  contents.clear();
  for (const [name, content] of was) contents.set(name, content);
  if (isPush) made.repository.git("revert", "--no-edit", "HEAD");
  const newer = await MemoryJobs.plan(made, "workflow_dispatch");
  await newer.buildAll();
  const ends = [() => end(story, older, event, { isLate: true }), () => end(story, newer, "workflow_dispatch", { isLate: true })];
  const isNewerFirst = random.chance(0.5);
  const [first, last] = isNewerFirst ? ends.toReversed() : ends;
  const found = (await first?.()) ?? [];
  const shown = allShown(story);
  found.push(...((await last?.()) ?? []));
  const isOvertaken = isNewerFirst && found.length === 0 && allShown(story) !== shown;
  return isOvertaken ? [`4: an older run that came last moved ${shown} to ${allShown(story)}`] : found;
}

/** A publish job is killed before one of its writes. What comes next completes it: that job again, all jobs, or another run. */
async function killed(story: KeptStory): Promise<string[]> {
  const { made, random } = story;
  const event = random.pick(["schedule", "workflow_dispatch"]);
  const jobs = await MemoryJobs.plan(made, event);
  await jobs.buildAll();
  let writes = random.below(9);
  let isDead = false;
  const refuses = ({ verb }: RegistryCall): boolean => {
    isDead ||= ["putManifest", "claim", "copy"].includes(verb) && writes-- <= 0;
    return isDead;
  };
  const found = await end(story, jobs, event, { refuses, mayFail: true });
  const next = random.pick(["the same job", "all jobs", "a push"]);
  story.log.push(`  killed, then ${next}`);
  if (next === "the same job") found.push(...(await end(story, jobs, event)));
  else if (next === "a push") found.push(...(await inOneGo(story, "push")));
  else found.push(...(await again(story, jobs, event)));
  return found;
}

/** All jobs of a run that ended green, once more: the streams stay. */
async function runAgain(story: KeptStory): Promise<string[]> {
  const { made, random } = story;
  const event = random.pick(["schedule", "workflow_dispatch"]);
  const jobs = await MemoryJobs.plan(made, event);
  await jobs.buildAll();
  const found = await end(story, jobs, event);
  const before = allShown(story);
  found.push(...(await again(story, jobs, event)));
  const after = allShown(story);
  return before === after ? found : [...found, `5: all jobs again moved ${before} to ${after}`];
}

async function secondDown(story: KeptStory): Promise<string[]> {
  const { made } = story;
  const jobs = await MemoryJobs.plan(made, "workflow_dispatch");
  await jobs.buildAll();
  const refuses = ({ repository }: RegistryCall): boolean => repository.startsWith(two);
  const found = await end(story, jobs, "workflow_dispatch", { refuses, mayFail: story.isTwoRequired });
  return [...found, ...(await inOneGo(story, "push"))];
}

async function failOne(story: KeptStory): Promise<string[]> {
  const { made, random } = story;
  story.failing = random.pick(images);
  const jobs = await MemoryJobs.plan(made, "workflow_dispatch");
  await jobs.buildAll();
  story.failing = undefined;
  const found = await end(story, jobs, "workflow_dispatch", { mayFail: true });
  return [...found, ...(await inOneGo(story, random.pick(["schedule", "workflow_dispatch"])))];
}

async function rollBackOne(story: KeptStory): Promise<string[]> {
  const { made, random, held } = story;
  const image = random.pick(images);
  const { session } = await made.session("workflow_dispatch");
  const request: Request = { ...defaultRequest, command: "rollback", only: [image], reason: "it broke", expires: "365d" };
  try {
    const status = await rollback(request, session);
    held.set(image, shownBy(made, image) ?? "");
    story.wasHeld = true;
    story.log.push(`  ${image} is held at ${shownBy(made, image)}`);
    return await faultsAfter(story, { status: status === 0 ? 0 : 1, intent: "other" });
  } catch (error) {
    if (error instanceof Failure) return []; // nowhere to go back to
    throw error;
  }
}

async function resumeAll(story: KeptStory): Promise<string[]> {
  const { made, held } = story;
  const found: string[] = [];
  for (const image of held.keys()) {
    const { session } = await made.session("workflow_dispatch");
    const status = await resume({ ...defaultRequest, command: "resume", only: [image] }, session);
    if (status !== 0) found.push(`9: ${image} stays held`);
  }
  held.clear();
  return found;
}
