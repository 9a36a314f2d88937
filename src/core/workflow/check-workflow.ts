import { parse } from "yaml";
import { initialSettings } from "./initial-settings.ts";
import type { WorkflowConfiguration } from "./needs.ts";
import { readSettings, usesIn } from "./read-settings.ts";
import type { WorkflowSettings } from "./settings.ts";
import { inTheirSpelling } from "./spelling.ts";
import { signature, writeWorkflow } from "./write-workflow.ts";

/** Whether a workflow is what its configuration asks for, with the choices that people made in it. */
export type WorkflowCheck =
  | { upToDate: true }
  | {
      upToDate: false;
      /** The text that it should have, with the line ends of the other. */
      expected: string;
      /** Whether the two do the same: they differ in comments and spelling alone. */
      isEquivalent?: true;
      /** Why nothing of its settings is in `expected`, as a clause. */
      why?: string;
    };

/** Facts of the repository that a workflow may not tell. */
export interface RepositoryFacts {
  uses: string;
  repository: string;
  defaultBranch: string;
}

/** What an editor may put before the first line. */
const mark = "\uFEFF";

/** Compares a workflow with what we would write. Every line that people added is a difference. */
export function checkWorkflow(text: string, configuration: WorkflowConfiguration, facts: RepositoryFacts): WorkflowCheck {
  const normal = text.replace(mark, "").replaceAll("\r\n", "\n");
  const read = readSettings(normal);
  const first = { ...facts, uses: usesIn(normal) ?? facts.uses };
  const settings: WorkflowSettings =
    "fault" in read ? initialSettings(first, configuration) : { ...read, defaultBranch: facts.defaultBranch };
  const wanted = inTheirSpelling(writeWorkflow(configuration, settings), normal);
  if (wanted === normal) return { upToDate: true };
  const expected = withLineEndsOf(text, wanted);
  if ("fault" in read) return { upToDate: false, expected, why: read.fault };
  return { upToDate: false, expected, ...(isSameYaml(wanted, normal) ? { isEquivalent: true } : {}) };
}

/** An editor's line ends and its mark are no difference, so a text that is taken over keeps them. */
function withLineEndsOf(theirs: string, text: string): string {
  const ended = theirs.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
  return theirs.startsWith(mark) ? `${mark}${ended}` : ended;
}

/** Both are YAML. */
function isSameYaml(one: string, other: string): boolean {
  return JSON.stringify(parse(one)) === JSON.stringify(parse(other));
}

/** Whether `tagstream init` wrote a file. */
export function isOurs(text: string): boolean {
  return text.replace(mark, "").startsWith(signature.replace(/ from .*/, " from "));
}
