import path from "node:path";
import type { Configuration } from "../../core/config/index.ts";
import { defaultConfiguration } from "../../core/config/scope-label.ts";
import type { ExistingSetup } from "../../core/existing/model.ts";
import type { PlannedFile } from "../../core/init/init-plan.ts";
import { usualAction } from "../../core/init/own-workflow.ts";
import { workflowFile } from "../../core/init/workflow-file.ts";
import type { WorkflowSettings } from "../../core/workflow/settings.ts";
import type { Files } from "../../ports/files.ts";
import type { InitCheckout } from "./checkout.ts";
import { configurationNamed } from "./compare-written.ts";
import type { OwnWorkflow } from "./own-workflows.ts";
import type { InitParts } from "./parts.ts";

/** The workflows to write, and the first one as it will be. */
export interface WorkflowFor {
  settings: WorkflowSettings;
  path: string;
  text: string;
  files: readonly PlannedFile[];
  /** Remarks for people. */
  notes: readonly string[];
}

/** What a person asked for. */
export interface InitWishes {
  /** Path of the configuration. */
  config: string;
  /** How the workflow names the action. */
  uses?: string;
}

/** What a new workflow follows from. */
export interface WorkflowSource {
  wishes: InitWishes;
  setup: ExistingSetup;
  configuration: Configuration;
  own: readonly OwnWorkflow[];
}

/** The workflows that an earlier `init` wrote for this configuration, brought up to date, or else a new one. */
export function workflowFor(checkout: InitCheckout, source: WorkflowSource, files: Files, parts: InitParts): WorkflowFor {
  const { config } = source.wishes;
  const own = source.own.filter((one) => [config, undefined].includes(configurationNamed(one, parts)));
  const [first, ...others] = own.map((workflow) => renewed(workflow, checkout, source, parts));
  if (first === undefined) {
    const target = workflowFile((file) => isTaken(file, checkout, files));
    // People and GitHub tell workflows apart by their names, and so do the groups of their runs.
    const settings = { ...firstSettings(checkout, source, parts), name: path.basename(target, ".yml") };
    const text = parts.writeWorkflow(source.configuration, settings);
    return { settings, path: target, text, files: [{ path: target, text }], notes: [] };
  }
  const all = [first, ...others];
  return { ...first, files: all.flatMap((one) => one.files), notes: all.flatMap(({ notes }) => notes) };
}

/** A workflow as it should be: a person's choices stay, except for what is asked for now. */
function renewed(
  { path: file, text: before }: OwnWorkflow,
  checkout: InitCheckout,
  source: WorkflowSource,
  parts: InitParts,
): WorkflowFor {
  const { configuration, wishes } = source;
  const { repository, defaultBranch } = checkout;
  const read = parts.readSettings(before);
  const known = "fault" in read ? firstSettings(checkout, source, parts) : { ...read, defaultBranch };
  const settings = wishes.uses === undefined ? known : { ...known, uses: wishes.uses };
  const checked = parts.checkWorkflow(before, configuration, { uses: settings.uses, repository, defaultBranch });
  const expected = checked.upToDate ? before : checked.expected;
  const text = settings.uses === known.uses ? expected : parts.writeWorkflow(configuration, settings);
  return {
    settings,
    path: file,
    text,
    files: text === before ? [] : [{ path: file, text, before }],
    notes: "fault" in read ? [`the settings in ${file} cannot be read, so they are replaced: ${read.fault}`] : [],
  };
}

function firstSettings({ repository, defaultBranch }: InitCheckout, source: WorkflowSource, parts: InitParts): WorkflowSettings {
  const { wishes, setup, configuration } = source;
  const { uses = usualAction, config } = wishes;
  return parts.initialSettings(
    { uses, repository, defaultBranch, setup, ...(config === defaultConfiguration ? {} : { config }) },
    configuration,
  );
}

/** Also by a file that git ignores, and by a link. */
function isTaken(file: string, { tree, paths }: InitCheckout, files: Files): boolean {
  return paths.includes(file) || files.kindOf(path.join(tree.root, file)) !== undefined;
}
