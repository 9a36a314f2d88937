import path from "node:path";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Trigger } from "../../core/events/event.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Repository } from "../../ports/repository.ts";

/** The work tree to plan for and build from. */
export interface Checkout {
  tree: Repository;
  commit: string;
  notes: string[];
  dispose(): Promise<void>;
}

/**
 * Why this run leaves the work to another: its checkout is older than the branch, and the tip is
 * unavailable.
 */
export interface SkippedCheckout {
  skipReason: string;
}

/**
 * The work tree for an event. Rebuilds and publications use the default branch's tip, whichever
 * commit triggered them: with an older checkout they use a separate work tree at the tip. A
 * proposed change or a version uses the checkout.
 * @param atTip false on the command line, where people mean their checkout
 * @param ref the ref that started the run: `refs/heads/main`
 * @throws Failure `plan-checkout` if a proposed change or a version is not checked out
 */
export async function checkOut(
  trigger: Trigger,
  { repository, forge }: { repository: Repository; forge?: Forge },
  atTip: boolean,
  ref: string,
): Promise<Checkout | SkippedCheckout> {
  const head = await repository.head();
  const here: Checkout = { tree: repository, commit: head, notes: [], dispose: async () => {} };
  const { needsEventCommit, comparesWithParent } = capabilities[trigger.intent];
  if (needsEventCommit) {
    if (head === trigger.commit || head === (await repository.commitOf(trigger.commit))) return here;
    const depth = comparesWithParent ? ", and with `fetch-depth: 2`" : "";
    const message = `The checkout is at ${short(head)}, but the event is about ${short(trigger.commit)}. Use actions/checkout without \`ref\`${depth}.`;
    throw failure("plan-checkout", message);
  }
  if (!atTip) return here;
  const tip = forge ? await forge.tip(trigger.branch) : await repository.remoteTip(trigger.branch);
  if (tip === undefined || tip === head) return here;
  const { found, otherwise } = difference(trigger, { head, tip, ref });
  try {
    const tree = await repository.checkout(tip);
    return { tree, commit: tip, notes: [`${found}: ${otherwise.had}`], dispose: () => tree.dispose() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { skipReason: `${found}; Tagstream cannot check out the tip, so ${otherwise.lost}. ${error.message}` };
  }
}

/** How the checkout differs from the run's branch; what the run does with the tip and without. */
function difference(
  { branch, commit }: Trigger,
  { head, tip, ref }: { head: string; tip: string; ref: string },
): { found: string; otherwise: { had: string; lost: string } } {
  const started = /^refs\/(?:heads|tags)\/(.+)$/.exec(ref)?.[1];
  if (started !== undefined && started !== branch) {
    const found = `the run was started on ${started}, but is for the tip of ${branch}, ${short(tip)}`;
    const had = `it ignores changes that are only on ${started}`;
    return { found, otherwise: { had, lost: `it does nothing. Start the run on ${branch}` } };
  }
  const had = `this run is for ${short(tip)}`;
  if (head !== commit) {
    const found = `the checkout is at ${short(head)}, but the tip of ${branch} is ${short(tip)}`;
    return { found, otherwise: { had, lost: "it does nothing. Use actions/checkout without `ref`" } };
  }
  const found = `${branch} is at ${short(tip)} by now, but the checkout is at ${short(head)}`;
  return { found, otherwise: { had, lost: "it leaves this to a newer run" } };
}

/** A path in a work tree, absolute. */
export function inTree(tree: Pick<Repository, "root">, relative: string): string {
  return path.join(tree.root, relative);
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
