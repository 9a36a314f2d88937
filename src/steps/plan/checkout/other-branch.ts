import { capabilities } from "../../../core/events/capabilities.ts";
import type { Trigger } from "../../../core/events/event.ts";
import { Failure, failure } from "../../../core/lib/problems/problem.ts";
import { shortCommit } from "../../../core/lib/text/words.ts";
import type { Repository } from "../../../ports/repository.ts";
import { assertCheckedOut, type Checkout, checkoutOf, type SkippedCheckout } from "./checkout.ts";
import { SourceTrees } from "./source-trees.ts";
import { staleNote } from "./stale-note.ts";

/**
 * The work trees for an event on a branch that is not the default one: the configuration at the tip
 * of the default branch, and the event's own commit. A push uses the tip of its branch, whichever
 * commit started the run; a proposed change uses the checkout.
 * @param offline whether what the clone last saw of the remote serves, if that does not answer
 * @throws Failure `plan-checkout` if a proposed change is not checked out
 */
export async function checkOutOther(
  trigger: Trigger,
  repository: Repository,
  offline: boolean,
): Promise<Checkout | SkippedCheckout> {
  const { branch, defaultBranch } = trigger;
  const head = await repository.head();
  const isProposed = capabilities[trigger.intent].needsEventCommit;
  if (isProposed) await assertCheckedOut(trigger, head, repository);
  const trees = new SourceTrees({ tree: repository, commit: head });
  trees.use(trees.main);
  try {
    const found = tipsOf(await repository.refs(offline), isProposed ? head : undefined, trigger);
    if ("skipReason" in found) return found;
    const configuration = await trees.open(found.main);
    const own = await trees.open(found.tip);
    const source = { ref: `refs/heads/${branch}`, commit: found.tip };
    return checkoutOf(configuration, found.notes, () => trees.dispose(), { source, tree: own.tree });
  } catch (error) {
    await trees.dispose();
    if (!(error instanceof Failure) || isProposed) throw error;
    return { skipReason: `Tagstream cannot check out ${branch} and the configuration of ${defaultBranch}. ${error.message}` };
  }
}

/**
 * The commits of the event's branch and of the default one.
 * @param proposed the commit of a proposed change, which is checked out
 */
function tipsOf(
  { heads, stale }: Awaited<ReturnType<Repository["refs"]>>,
  proposed: string | undefined,
  { branch, defaultBranch, commit }: Trigger,
): { tip: string; main: string; notes: string[] } | SkippedCheckout {
  const tip = proposed ?? heads.get(branch);
  const main = heads.get(defaultBranch);
  if (stale && !(tip && main)) return { skipReason: unseen(tip ? defaultBranch : branch) };
  if (tip === undefined) return { skipReason: `the branch ${branch} no longer exists` };
  if (main === undefined) throw failure("git-remote", `The remote "origin" has no branch ${defaultBranch}.`);
  const hasMoved = proposed === undefined && tip !== commit;
  const moved = hasMoved ? [`${branch} is at ${shortCommit(tip)} by now: this run is for it`] : [];
  return { tip, main, notes: stale ? [staleNote, ...moved] : moved };
}

function unseen(branch: string): string {
  return `the remote does not answer, and this clone has never seen its branch ${branch}. Run \`git fetch\` where the remote answers`;
}
