import { setImmediate } from "node:timers/promises";
import { resume } from "../../../src/commands/resume.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import type { Session } from "../../../src/ports/session.ts";
import type { FollowedEnd, FollowedRun } from "../followed-project.ts";
import type { RegistryCall } from "../memory-registry.ts";
import { type EndedRun, faultsAfter } from "./faults.ts";
import { type FollowStory, type Image, images, tagsIn } from "./story.ts";

/** What happens around the registry calls of one run. */
export interface Around {
  before?: (call: RegistryCall) => Promise<void> | void;
  after?: (call: RegistryCall) => Promise<void> | void;
  /** It has its plan. */
  planned?: () => void;
}

/** Calls that change something in a registry. */
export const isWrite = ({ verb }: RegistryCall): boolean => ["putManifest", "claim", "copy"].includes(verb);

/** The registry of a run, with something around each of its calls. */
function watched(registry: Registry, { before, after }: Around): Registry {
  const around =
    (verb: keyof Registry) =>
    async (...asked: unknown[]): Promise<unknown> => {
      const [first, second, third] = asked as [string, string, string];
      const call =
        verb === "copy" ? { verb, repository: third, reference: first } : { verb, repository: first, reference: second };
      await before?.(call);
      const answer = await (registry[verb] as (...same: unknown[]) => unknown)(...asked);
      await after?.(call);
      return answer;
    };
  const verbs = ["resolve", "manifest", "blob", "tags", "putManifest", "claim", "copy"] as const;
  return { ...registry, ...Object.fromEntries(verbs.map((verb) => [verb, around(verb)])) };
}

/** The end of one command at the clock's moment. */
export function start(story: FollowStory, options: FollowedRun, around?: Around): Promise<FollowedEnd> {
  const { project } = story;
  const moment = project.made.now.toISOString().slice(0, 16).replace("T", " ");
  const change = (session: Session): void => {
    if (!around) return;
    const { registry, reporter } = session.ports;
    const output: typeof reporter.output = (name, value) => {
      reporter.output(name, value);
      if (name === "plan") around.planned?.();
    };
    session.ports = { ...session.ports, registry: watched(registry, around), reporter: { ...reporter, output } };
  };
  return project.at(moment, { ...options, change });
}

/** The followers that are held now. */
export const heldFollowers = ({ held }: FollowStory): Set<string> =>
  new Set([...held.keys()].filter((name) => name.endsWith(":stable")));

/**
 * A run that moves followers, and what does not hold after it.
 * @param options.isLate whether something may happen after its plan that it has to notice
 */
export async function follow(
  story: FollowStory,
  options: { around?: Around; isDisturbed?: boolean; isLate?: boolean } = {},
): Promise<string[]> {
  const { around = {}, isLate = false, isDisturbed = isLate } = options;
  const slow = story.random.pick(images);
  const before = heldFollowers(story);
  const writes: RegistryCall[] = [];
  const [date = "", time = ""] = story.project.made.now.toISOString().slice(0, 16).replaceAll(/[-:]/g, "").split("T");
  const own = `stable-${date}-${time}`;
  const after = async (call: RegistryCall): Promise<void> => {
    if (isWrite(call)) writes.push(call);
    for (let turns = call.repository.endsWith(slow) ? 9 : 0; turns > 0; turns--) await setImmediate();
    await around.after?.(call);
  };
  const end = await start(story, { only: ["*:stable"] }, { ...around, after });
  const held = isLate ? heldFollowers(story) : before;
  story.log.push(`  follow, ${end.status}: ${reasonsOf(end)}`);
  const found = await faultsAfter(story, { end, isFollow: true, isDisturbed, held });
  const isOdd = end.status !== 0 && !isDisturbed && story.failing === undefined && !end.text.includes("follow-bad");
  return [...found, ...wrongOrder(story, writes, own), ...(isOdd ? [`9: a follow is red: ${end.text}`] : [])];
}

/** A stream of a set that moved before all timestamps of its run were there. An earlier run's, which it completes, do not count. */
function wrongOrder({ shape }: FollowStory, writes: readonly RegistryCall[], own: string): string[] {
  const lastStamp = writes.findLastIndex(({ reference }) => reference.startsWith(own));
  const early = writes.slice(0, lastStamp + 1).find(({ reference }) => reference === "stable");
  return shape.isSet && early ? [`11: ${early.repository} moved before its set had all timestamps`] : [];
}

function reasonsOf({ units, text, status }: FollowedEnd): string {
  const reasons = Object.values(units).map(({ name, decision, reason }) => `${name} ${decision}: ${reason}`);
  return [...reasons, ...(status === 0 ? [] : [text.slice(0, 600)])].join("; ");
}

/** A run of the sources: a rebuild of these images, or the push of a commit. */
export async function publishSources(
  story: FollowStory,
  chosen: readonly Image[] = images,
  event = "schedule",
): Promise<string[]> {
  const end = await start(story, { event, ...(event === "push" ? {} : { only: chosen.map((image) => `${image}:fresh`) }) });
  story.log.push(`  ${event} of sources, ${end.status}: ${reasonsOf(end)}`);
  return faultsAfter(story, { end, isDisturbed: event !== "push" || end.status !== 0 }); // a rebuild is not about followers
}

/** The push of a commit that changes no image. */
export async function pushElsewhere(story: FollowStory, isFirst = true): Promise<string[]> {
  story.project.made.repository.commit({ "docs/words.md": `${story.log.length} ${isFirst}\n` });
  return publishSources(story, images, "push");
}

/** A person rolls a unit back. */
export async function rollBack(story: FollowStory, image: Image, stream: "fresh" | "stable"): Promise<EndedRun["end"]> {
  const name = `${image}:${stream}`;
  const request = { command: "rollback" as const, reason: "it broke", expires: "365d" };
  const end = await start(story, { event: "workflow_dispatch", only: [name], command: rollback, request });
  story.log.push(`  rollback of ${name}, ${end.status}`);
  if (end.status !== 0) return end;
  const where = stream === "fresh" ? "one.example.org/osg" : (story.places[0] ?? "");
  story.held.set(name, tagsIn(story, where, image).get(stream) ?? "");
  return end;
}

export async function resumeOne(story: FollowStory, name: string): Promise<string[]> {
  const end = await start(story, { event: "workflow_dispatch", only: [name], command: resume, request: { command: "resume" } });
  story.log.push(`  resume of ${name}, ${end.status}`);
  story.held.delete(name);
  return faultsAfter(story, { end, isDisturbed: true }); // it is about this unit alone
}

/** Everything after it is lost, as if the process had been killed there. `over`: there were not so many effects. */
export function killedAt(boundary: number, moment: "before" | "after"): { around: Around; over(): boolean } {
  let [writes, dead] = [0, false];
  const die = (): never => {
    throw failure("registry-denied", "killed");
  };
  const around: Around = {
    before: (call) => {
      if (dead) die();
      if (!isWrite(call) || ++writes !== boundary || moment === "after") return;
      dead = true;
      die();
    },
    after: (call) => {
      dead ||= isWrite(call) && moment === "after" && writes >= boundary;
      if (dead) die();
    },
  };
  return { around, over: () => !dead };
}

/** Lets something happen between the plan of a run and its first look at the registries: everything else of the run waits. */
export function afterPlan(happens: () => Promise<void>): Around {
  let isPlanned = false;
  let running: Promise<void> | undefined;
  return {
    planned: () => {
      isPlanned = true;
    },
    before: () => {
      if (isPlanned) running ??= happens();
      return running;
    },
  };
}
