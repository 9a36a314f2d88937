import { usualAction } from "../../core/init/own-workflow.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Session } from "../../ports/session.ts";
import { homeOf, readConfiguration } from "../plan/configuration.ts";
import type { InitCheckout } from "./checkout.ts";
import { fileDiff } from "./file-diff.ts";
import { ownWorkflows } from "./own-workflows.ts";
import type { InitParts } from "./parts.ts";

/** Whether a workflow is what this version writes for the configuration. */
export type CheckedWorkflow =
  | { file: string; is: "current" }
  /** `diff` is a text for `git apply`. `why`: its settings cannot be read, as a clause. */
  | { file: string; is: "different"; diff: string; why?: string };

/**
 * Compares each workflow that `init` wrote with what it would write now. Needs no network.
 * @throws Failure `init-no-workflow`; the faults of the configuration
 */
export async function checkWorkflows(
  checkout: InitCheckout,
  config: string,
  { ports }: Session,
  parts: InitParts,
): Promise<CheckedWorkflow[]> {
  const own = await ownWorkflows(checkout, parts);
  const { repository, page, defaultBranch, tree } = checkout;
  if (own.length === 0) {
    throw failure(
      "init-no-workflow",
      `No workflow in ${tree.root}/.github/workflows begins as those that \`tagstream init\` writes. Run \`tagstream init\` there, or leave this check out.`,
    );
  }
  const home = homeOf({ repository, source: page, defaultBranch }, undefined);
  const configuration = await readConfiguration(tree, config, home, ports.files);
  const facts = { uses: usualAction, repository, defaultBranch };
  return Promise.all(
    own.map(async ({ path, text }): Promise<CheckedWorkflow> => {
      const checked = parts.checkWorkflow(text, configuration, facts);
      if (checked.upToDate) return { file: path, is: "current" };
      const diff = await fileDiff([{ path, text: checked.expected, before: text }]);
      return { file: path, is: "different", diff, ...(checked.why === undefined ? {} : { why: checked.why }) };
    }),
  );
}
