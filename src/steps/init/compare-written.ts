import { defaultConfiguration } from "../../core/config/scope-label.ts";
import { usualAction } from "../../core/init/own-workflow.ts";
import type { WorkflowSettings } from "../../core/workflow/settings.ts";
import type { Files } from "../../ports/files.ts";
import { homeOf, readConfiguration } from "../plan/configuration.ts";
import type { InitCheckout } from "./checkout.ts";
import type { OwnWorkflow } from "./own-workflows.ts";
import type { InitParts } from "./parts.ts";

/** Whether a workflow is what this version writes for its configuration, and the text that it would have. */
export type ComparedWorkflow =
  | { file: string; is: "current" }
  /** `why`: its settings cannot be read, as a clause. `equivalent` differs in comments and spelling alone. */
  | { file: string; is: "different" | "equivalent"; before: string; expected: string; why?: string };

/** What a comparison needs of a checkout. */
export type WrittenIn = Pick<InitCheckout, "tree" | "repository" | "page" | "defaultBranch" | "isDefaultBranchGuessed">;

type ComparingParts = Pick<InitParts, "readSettings" | "checkWorkflow">;

/** The configuration that a workflow is for, by its own words; undefined if it cannot be read. */
export function configurationNamed({ text }: OwnWorkflow, { readSettings }: Pick<InitParts, "readSettings">): string | undefined {
  const settings = readSettings(withUnixEnds(text));
  return "fault" in settings ? undefined : (settings.config ?? defaultConfiguration);
}

/**
 * Compares a workflow that `init` wrote with what this version writes for the configuration that it names.
 * @param config the configuration of a workflow that cannot be read
 * @throws the faults of the configuration
 */
export async function compareWritten(
  workflow: OwnWorkflow,
  config: string,
  { tree, page, repository, ...checkout }: WrittenIn,
  files: Files,
  parts: ComparingParts,
): Promise<ComparedWorkflow> {
  const { path: file, text } = workflow;
  const defaultBranch = branchFor(checkout, parts.readSettings(withUnixEnds(text)));
  const home = homeOf({ repository, source: page, defaultBranch }, undefined);
  const configuration = await readConfiguration(tree, configurationNamed(workflow, parts) ?? config, home, files);
  const checked = parts.checkWorkflow(text, configuration, { uses: usualAction, repository, defaultBranch });
  if (checked.upToDate) return { file, is: "current" };
  const { expected, isEquivalent, why } = checked;
  const is = isEquivalent ? "equivalent" : "different";
  return { file, is, before: text, expected, ...(why === undefined ? {} : { why }) };
}

/** In CI, a clone of one commit does not know the default branch: then it is the one that the workflow names. */
function branchFor(
  { defaultBranch, isDefaultBranchGuessed }: Pick<InitCheckout, "defaultBranch" | "isDefaultBranchGuessed">,
  settings: WorkflowSettings | { fault: string },
): string {
  return isDefaultBranchGuessed && !("fault" in settings) ? settings.defaultBranch : defaultBranch;
}

function withUnixEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
