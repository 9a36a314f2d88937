import type { NotUnderstood } from "../existing/model.ts";
import type { NewReferences } from "../propose/new-references.ts";
import type { ComparedReference } from "../propose/proposal.ts";
import type { FoundFiles } from "./found-files.ts";
import type { ListedRepository } from "./listed-tags.ts";

/** A file that `init` writes. The path is relative to the repository's root. */
export interface PlannedFile {
  path: string;
  text: string;
  /** Its present text: an earlier `init` wrote it. Absent: the file is new. */
  before?: string;
}

/** A workflow of today, with the actions and commands that it publishes by. */
export interface FoundWorkflow {
  file: string;
  publishes: boolean;
  by: readonly string[];
}

/** A secret or a variable that the workflow names. */
export interface NeededValue {
  kind: "secret" | "variable";
  name: string;
}

/** Everything that `init` found and proposes. */
export interface InitPlan {
  repository: string;
  defaultBranch: string;
  found: FoundFiles;
  workflows: readonly FoundWorkflow[];
  references: readonly ComparedReference[];
  /** References that Tagstream writes and nobody writes today. */
  added: readonly NewReferences[];
  listed: readonly ListedRepository[];
  notUnderstood: readonly NotUnderstood[];
  /** Remarks for people, in lower case without a full stop. */
  notes: readonly string[];
  /** The configuration, which exists unless it is in `files`. */
  configuration: string;
  files: readonly PlannedFile[];
  next: NextSteps;
}

/** What is left to people after the files are written. */
export interface NextSteps {
  /** The workflow names an action whose owner is not known. */
  owner: boolean;
  values: readonly NeededValue[];
  /** The file of the workflow. */
  file: string;
  /** Name of the workflow, as GitHub's page of actions lists it. */
  workflow: string;
  /** Workflows that would move the same tags. */
  remove: readonly string[];
}
