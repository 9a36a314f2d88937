import { initialSettings } from "./initial-settings.ts";
import type { WorkflowConfiguration } from "./needs.ts";
import { readSettings } from "./read-settings.ts";
import type { WorkflowSettings } from "./settings.ts";
import { inTheirSpelling } from "./spelling.ts";
import { signature, writeWorkflow } from "./write-workflow.ts";

/** Whether a workflow is what its configuration asks for, with the choices that people made in it. */
export type WorkflowCheck =
  | { upToDate: true }
  | {
      upToDate: false;
      /** The text that it should have. */
      expected: string;
      /** Why nothing of its settings is in `expected`, as a clause. */
      why?: string;
    };

/** Facts of the repository that a workflow may not tell. */
export interface RepositoryFacts {
  uses: string;
  repository: string;
  defaultBranch: string;
}

/** Compares a workflow with what we would write. Every line that people added is a difference. */
export function checkWorkflow(text: string, configuration: WorkflowConfiguration, facts: RepositoryFacts): WorkflowCheck {
  const normal = text.replaceAll("\r\n", "\n");
  const read = readSettings(normal);
  const settings: WorkflowSettings =
    "fault" in read ? initialSettings(facts, configuration) : { ...read, defaultBranch: facts.defaultBranch };
  const expected = inTheirSpelling(writeWorkflow(configuration, settings), normal);
  if (expected === normal) return { upToDate: true };
  return { upToDate: false, expected, ...("fault" in read ? { why: read.fault } : {}) };
}

/** Whether `tagstream init` wrote a file. */
export function isOurs(text: string): boolean {
  return text.startsWith(signature.replace(/ from .*/, " from "));
}
