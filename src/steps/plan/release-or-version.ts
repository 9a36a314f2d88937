import { openConfiguration } from "../../core/config/index.ts";
import type { Trigger } from "../../core/events/event.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Ports } from "../../ports/index.ts";
import { homeOf } from "./configuration.ts";
import { inTree } from "./work-tree.ts";

/**
 * Says what the run of a git tag is for: the streams of the default branch's configuration, if one
 * of them comes from git tags; otherwise versions alone, as the tagged commit configures them.
 * Leaves other triggers as they are.
 * @param atTip false on the command line, where people mean their checkout
 */
export async function asReleaseOrVersion(
  trigger: Trigger,
  config: string,
  ports: Pick<Ports, "repository" | "forge" | "files">,
  atTip: boolean,
): Promise<Trigger> {
  if (trigger.scope !== "tag") return trigger;
  const text = await rulingText(trigger, config, ports, atTip);
  return text !== undefined && comesFromTags(text, config, trigger) ? trigger : { ...trigger, intent: "version" };
}

/**
 * The text of the default branch's configuration; undefined without one. If the branch cannot be
 * read, the checkout's own says what to expect: a release then fails at the branch, and says why.
 */
async function rulingText(
  { defaultBranch }: Trigger,
  config: string,
  { repository, forge, files }: Pick<Ports, "repository" | "forge" | "files">,
  atTip: boolean,
): Promise<string | undefined> {
  const here = inTree(repository, config);
  const own = async () => (files.kindOf(here) === "file" ? files.read(here) : undefined);
  if (!atTip) return own();
  try {
    const tip = forge ? await forge.tip(defaultBranch) : await repository.remoteTip(defaultBranch);
    if (tip === undefined) return await own();
    await repository.obtain(tip);
    return await repository.read(tip, config);
  } catch (error) {
    if (error instanceof Failure) return own();
    throw error;
  }
}

/** Faults do not count here: a release reports them, and a version does not depend on this text. */
function comesFromTags(text: string, file: string, trigger: Trigger): boolean {
  try {
    const { from } = openConfiguration({ text, file, ...homeOf(trigger) });
    return [...from.values()].some((one) => "tag" in one);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
