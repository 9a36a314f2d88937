import path from "node:path";
import type { Trigger } from "../core/event.ts";
import { Failure, failure } from "../core/problem.ts";
import type { Forge, Repository } from "../ports.ts";

/** The work tree that is planned for and built from. */
export interface Standing {
  tree: Repository;
  commit: string;
  notes: string[];
  dispose(): Promise<void>;
}

/** Why this run leaves the field to another: its checkout is older than the branch, and the tip cannot be had. */
export interface StandsDown {
  standsDown: string;
}

/**
 * The work tree for what an event asks. Rebuilds and publications act on the default branch's tip, whichever commit
 * triggered them: an older checkout gets a work tree of its own at the tip. A proposed change, and a version, is what is checked out.
 * @param atTip false on the command line, where people mean what they have checked out
 * @throws Failure `plan-checkout` where a proposed change or a version is not what is checked out
 */
export async function standOn(
  trigger: Trigger,
  { repository, forge }: { repository: Repository; forge?: Forge },
  atTip: boolean,
): Promise<Standing | StandsDown> {
  const head = await repository.head();
  const here: Standing = { tree: repository, commit: head, notes: [], dispose: async () => {} };
  const isProposed = trigger.intent === "candidate" || trigger.intent === "check";
  if (isProposed || trigger.intent === "version") {
    if (head === trigger.commit || head === (await repository.commitOf(trigger.commit))) return here;
    const depth = isProposed ? ", and with `fetch-depth: 2`" : "";
    const message = `The checkout is at ${short(head)}, and the event is about ${short(trigger.commit)}. Use actions/checkout without \`ref\`${depth}.`;
    throw failure("plan-checkout", message);
  }
  if (!atTip) return here;
  const tip = forge ? await forge.tip(trigger.branch) : await repository.remoteTip(trigger.branch);
  if (tip === undefined || tip === head) return here;
  try {
    const tree = await repository.checkout(tip);
    const note = `${trigger.branch} is at ${short(tip)} by now, and the checkout at ${short(head)}: this run is for ${short(tip)}`;
    return { tree, commit: tip, notes: [note], dispose: () => tree.dispose() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      standsDown: `${trigger.branch} is at ${short(tip)} by now, and the checkout at ${short(head)}; the tip cannot be had here, so that this is left to a newer run. ${error.message}`,
    };
  }
}

/** A path in a work tree, absolute. */
export function inTree(tree: Pick<Repository, "root">, relative: string): string {
  return path.join(tree.root, relative);
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
