import { publishLate } from "../kept-project.ts";
import { MemoryJobs } from "../memory-jobs.ts";
import type { RegistryCall } from "../memory-registry.ts";
import { shownBy, two } from "../native-project.ts";
import { faultsAfter } from "./faults.ts";
import { images, type KeptStory } from "./story.ts";

/** Every tag that there is. */
export function everything({ made }: KeptStory): string {
  return JSON.stringify(images.map((image) => [made.registry.shown(`${two}/${image}`), shownBy(made, image)]));
}

/** What the streams show in the first registry. */
export const allShown = ({ made }: KeptStory): string => images.map((image) => shownBy(made, image)).join();
const isWhole = (event: string): boolean => event === "workflow_dispatch";
const intentOf = (event: string) => (event === "push" ? ("publish" as const) : ("rebuild" as const));

/** A run to its end. */
export async function inOneGo(story: KeptStory, event: string): Promise<string[]> {
  const jobs = await MemoryJobs.plan(story.made, event);
  await jobs.buildAll();
  return end(story, jobs, event);
}

/** How the end of a run differs from the usual. */
interface Unusual {
  /** Whether something else was published since its plan. */
  isLate?: boolean;
  /** Calls that a registry refuses. */
  refuses?: (call: RegistryCall) => boolean;
  /** Whether it may be red. */
  mayFail?: boolean;
}

/** The publish job of a run, on the commit of its plan. */
export async function end(story: KeptStory, jobs: MemoryJobs, event: string, unusual: Unusual = {}): Promise<string[]> {
  const { made, log } = story;
  const { refuses = () => false, isLate = false, mayFail = isLate } = unusual;
  made.registry.refuse = (call) => (refuses(call) ? "down" : undefined);
  const { status, words } = await publishLate(made, jobs);
  made.registry.refuse = () => undefined;
  const units = jobs.plan.units.map(({ image, decision, keep, reason }) => `${image} ${decision}${keep ? "?" : ""}: ${reason}`);
  log.push(`  ${event} at ${jobs.plan.timestamp}, ${status}: ${units.join("; ")}`);
  const isOdd = status === "threw" || (status !== 0 && !mayFail);
  const red = isOdd ? [`6: a run is red: ${words}`] : [];
  return [...red, ...(await faultsAfter(story, { status, intent: intentOf(event), isWhole: isWhole(event), isLate }))];
}

/** All jobs of a run, once more. */
export async function again(story: KeptStory, jobs: MemoryJobs, event: string): Promise<string[]> {
  const second = await MemoryJobs.plan(story.made, event, [], jobs.plan.run.id);
  await second.buildAll();
  return end(story, second, event);
}
