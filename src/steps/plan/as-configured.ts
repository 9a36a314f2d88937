import { openConfiguration } from "../../core/config/index.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { NoTrigger, Trigger } from "../../core/events/event.ts";
import { plain } from "../../core/events/payload.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { type From, isOfBranch, isOfReleases } from "../../core/sources/from.ts";
import { nothingInScope } from "../../core/sources/scope.ts";
import type { Ports } from "../../ports/index.ts";
import { inTree } from "./checkout/work-tree.ts";
import { homeOf } from "./configuration.ts";

/**
 * Says what a trigger is for, as the default branch configures its streams:
 * - the run of a git tag is for streams, if one comes from git tags; otherwise for versions alone,
 *   as the tagged commit configures them
 * - a change proposed for another branch is for the streams from that branch; without any, for
 *   those that its own commit configures, as if its branch were the default one: it may be one of
 *   several changes on top of each other
 * - a push to another branch is for the streams from that branch; without any, there is nothing to do
 * Leaves other triggers as they are.
 * @param atTip false on the command line, where people mean their checkout
 */
export async function asConfigured(
  trigger: Trigger,
  config: string,
  ports: Pick<Ports, "repository" | "forge" | "files">,
  atTip: boolean,
): Promise<Trigger | NoTrigger> {
  const { scope, branch, defaultBranch } = trigger;
  if (scope === "all" || (scope === "branch" && branch === defaultBranch)) return trigger;
  const text = await rulingText(trigger, config, ports, atTip);
  const from = text === undefined ? new Map<string, From>() : streamsFrom(text, config, trigger);
  const all = [...from.values()];
  if (scope === "tag") return all.some(isOfReleases) ? trigger : { ...trigger, intent: "version" };
  if (all.some((one) => isOfBranch(one, branch))) return trigger;
  if (capabilities[trigger.intent].comparesWithParent) return { ...trigger, defaultBranch: branch };
  const remedy = `give one \`from: { branch: ${plain(branch)} }\`, or leave the branch out of the workflow's \`branches\``;
  return {
    intent: "none",
    reason: `a push to "${plain(branch)}" publishes nothing: ${nothingInScope(from, trigger)}. To change that, ${remedy}`,
  };
}

/**
 * The text of the default branch's configuration; undefined without one. If the branch cannot be
 * read, the checkout's own says what to expect: a release then fails at the branch, and says why.
 */
async function rulingText(
  { defaultBranch, scope }: Trigger,
  config: string,
  { repository, forge, files }: Pick<Ports, "repository" | "forge" | "files">,
  atTip: boolean,
): Promise<string | undefined> {
  const here = inTree(repository, config);
  const own = async () => (files.kindOf(here) === "file" ? files.read(here) : undefined);
  if (!atTip) return own();
  try {
    const tip = forge && scope === "tag" ? await forge.tip(defaultBranch) : await repository.remoteTip(defaultBranch);
    if (tip === undefined) return await own();
    await repository.obtain(tip);
    return await repository.read(tip, config);
  } catch (error) {
    if (error instanceof Failure) return own();
    throw error;
  }
}

/** Faults do not count here: a release reports them, and a version does not depend on this text. */
function streamsFrom(text: string, file: string, trigger: Trigger): ReadonlyMap<string, From> {
  try {
    return openConfiguration({ text, file, ...homeOf(trigger, undefined) }).from;
  } catch (error) {
    if (error instanceof Failure) return new Map();
    throw error;
  }
}
