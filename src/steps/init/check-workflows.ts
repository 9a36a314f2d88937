import { defaultConfiguration } from "../../core/config/scope-label.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Session } from "../../ports/session.ts";
import type { InitCheckout } from "./checkout.ts";
import { compareWritten, configurationNamed } from "./compare-written.ts";
import { fileDiff } from "./file-diff.ts";
import { ownWorkflows } from "./own-workflows.ts";
import type { InitParts } from "./parts.ts";

/** Whether a workflow is what this version writes for its configuration. */
export type CheckedWorkflow =
  | { file: string; is: "current" }
  /**
   * `diff` is a text for `git apply`. `why`: its settings cannot be read, as a clause. `equivalent` differs in
   * comments and spelling alone.
   */
  | { file: string; is: "different" | "equivalent"; diff: string; why?: string };

/**
 * Compares each workflow that `init` wrote with what it would write now. Needs no network.
 * @param config if it is not the usual one, only the workflows of this configuration
 * @throws Failure `init-no-workflow`; the faults of the configuration
 */
export async function checkWorkflows(
  checkout: InitCheckout,
  config: string,
  { ports }: Session,
  parts: InitParts,
): Promise<CheckedWorkflow[]> {
  const all = await ownWorkflows(checkout, parts);
  const own = all.filter(
    (one) => config === defaultConfiguration || [config, undefined].includes(configurationNamed(one, parts)),
  );
  if (own.length === 0) throw withoutWorkflow(checkout, all.length === 0 ? undefined : config);
  return Promise.all(
    own.map(async (workflow): Promise<CheckedWorkflow> => {
      const compared = await compareWritten(workflow, config, checkout, ports.files, parts);
      if (compared.is === "current") return compared;
      const { file, is, before, expected, why } = compared;
      const diff = await fileDiff([{ path: file, text: expected, before }]);
      return { file, is, diff, ...(why === undefined ? {} : { why }) };
    }),
  );
}

function withoutWorkflow({ tree }: InitCheckout, config: string | undefined) {
  const folder = `${tree.root}/.github/workflows`;
  const what =
    config === undefined
      ? `No workflow in ${folder} begins as those that \`tagstream init\` writes.`
      : `No workflow that \`tagstream init\` wrote in ${folder} is for ${config}.`;
  return failure("init-no-workflow", `${what} Run \`tagstream init\` there, or leave this check out.`);
}
