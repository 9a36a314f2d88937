import { capabilities } from "../../../core/events/capabilities.ts";
import type { Trigger } from "../../../core/events/event.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import { shortCommit } from "../../../core/lib/text/words.ts";
import type { UnitSource } from "../../../core/unit/unit.ts";
import type { Repository } from "../../../ports/repository.ts";
import { type SourceTree, SourceTrees } from "./source-trees.ts";

/** The work tree to plan for and build from. */
export interface Checkout {
  /** The work tree of the configuration. */
  tree: Repository;
  commit: string;
  /** It, and the work trees of units with another source. */
  trees: SourceTrees;
  /** The event's own commit, if the event is about another branch than the default one. */
  own?: { source: UnitSource; tree: Repository };
  notes: string[];
  dispose(): Promise<void>;
}

/** A checkout with its work trees; `remove` removes what it added itself. */
export function checkoutOf(
  { tree, commit }: SourceTree,
  notes: string[] = [],
  remove: () => Promise<void> = async () => {},
  own?: NonNullable<Checkout["own"]>,
): Checkout {
  const trees = new SourceTrees({ tree, commit });
  if (own) trees.use({ tree: own.tree, commit: own.source.commit });
  const dispose = async () => {
    await trees.dispose();
    await remove();
  };
  return { tree, commit, trees, ...(own ? { own } : {}), notes, dispose };
}

/**
 * Why this run leaves the work to another: its checkout is older than the branch, and the tip is
 * unavailable.
 */
export interface SkippedCheckout {
  skipReason: string;
}

/**
 * Checks that the event's own commit is checked out.
 * @throws Failure `plan-checkout`
 */
export async function assertCheckedOut(trigger: Trigger, head: string, repository: Repository): Promise<void> {
  if (head === trigger.commit || head === (await repository.commitOf(trigger.commit))) return;
  const depth = capabilities[trigger.intent].comparesWithParent ? ", and with `fetch-depth: 2`" : "";
  const message = `The checkout is at ${shortCommit(head)}, but the event is about ${shortCommit(trigger.commit)}. Use actions/checkout without \`ref\`${depth}.`;
  throw failure("plan-checkout", message);
}
