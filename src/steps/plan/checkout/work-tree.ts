import path from "node:path";
import { capabilities } from "../../../core/events/capabilities.ts";
import type { Trigger } from "../../../core/events/event.ts";
import { Failure } from "../../../core/lib/problems/problem.ts";
import type { Forge } from "../../../ports/forge.ts";
import type { Repository } from "../../../ports/repository.ts";
import { assertCheckedOut, type Checkout, checkoutOf, type SkippedCheckout } from "./checkout.ts";
import { checkOutOther } from "./other-branch.ts";

/**
 * The work tree for an event. Rebuilds and publications use the default branch's tip, whichever
 * commit triggered them: with an older checkout they use a separate work tree at the tip. A
 * proposed change or a version uses the checkout. For another branch, see `checkOutOther`.
 * @param atTip false on the command line, where people mean their checkout
 * @param ref the ref that started the run: `refs/heads/main`
 * @param offline whether what the clone last saw of the remote serves, if that does not answer
 * @throws Failure `plan-checkout` if a proposed change or a version is not checked out
 */
export async function checkOut(
  trigger: Trigger,
  { repository, forge }: { repository: Repository; forge?: Forge },
  atTip: boolean,
  ref: string,
  offline = false,
): Promise<Checkout | SkippedCheckout> {
  if (trigger.scope === "branch" && trigger.branch !== trigger.defaultBranch) return checkOutOther(trigger, repository, offline);
  const head = await repository.head();
  const here = checkoutOf({ tree: repository, commit: head });
  if (capabilities[trigger.intent].needsEventCommit) {
    await assertCheckedOut(trigger, head, repository);
    return here;
  }
  if (!atTip) return here;
  const tip = forge ? await forge.tip(trigger.branch) : await repository.remoteTip(trigger.branch);
  if (tip === undefined || tip === head) return here;
  const { found, otherwise } = difference(trigger, { head, tip, ref });
  try {
    const tree = await repository.checkout(tip);
    const notes = trigger.scope === "tag" ? [] : [`${found}: ${otherwise.had}`]; // the tip has the configuration alone
    return checkoutOf({ tree, commit: tip }, notes, () => tree.dispose());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { skipReason: `${found}; Tagstream cannot check out the tip, so ${otherwise.lost}. ${error.message}` };
  }
}

/** How the checkout differs from the run's branch; what the run does with the tip and without. */
function difference(
  { branch, commit, scope }: Trigger,
  { head, tip, ref }: { head: string; tip: string; ref: string },
): { found: string; otherwise: { had: string; lost: string } } {
  if (scope === "tag") {
    const found = `the streams are configured at the tip of ${branch}, ${short(tip)}`;
    return { found, otherwise: { had: "", lost: "it does nothing. Give actions/checkout its credentials" } };
  }
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
