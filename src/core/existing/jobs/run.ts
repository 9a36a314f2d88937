import type { data } from "@actions/expressions";
import type { Entries, Plain } from "../expressions/data.ts";
import type { Findings, FoundBuild } from "../found/findings.ts";
import type { Place } from "../model.ts";
import type { ExistingSource } from "../source-files.ts";
import type { Trigger } from "../triggers/trigger.ts";
import type { Located } from "../yaml/located.ts";

/** One run of a workflow: all that one event starts. */
export interface Run {
  source: ExistingSource;
  findings: Findings;
  trigger: Trigger;
  /** The file of the workflow that the event starts. */
  rootFile: string;
  github: Entries;
  /** What matters only if the run builds images. */
  pending: (() => void)[];
  builds: boolean;
  publishes: boolean;
  /** Where the rule of each reference of metadata-action is. */
  origins: Map<string, Place>;
  /** Texts that steps write to files, by the name of the file. */
  written: Map<string, string>;
  /** What reads YAML files, each once. */
  readFile(file: string): { root: Located } | { fault: string; line: number } | undefined;
  /** Counts work, in steps: false once there was too much. */
  mayContinue(work: number): boolean;
}

/** A workflow within a run: the one that the event starts, or one that a job calls. */
export interface Workflow {
  run: Run;
  file: string;
  root: Located;
  /** Names of the jobs that call it: `["release"]`. */
  callers: readonly string[];
  /** The values of their matrices. */
  matrix: ReadonlyMap<string, Plain>;
  inputs: Entries;
  secrets: Entries;
  env: ReadonlyMap<string, string>;
  jobs: Map<string, JobResult>;
}

/** What became of a job. */
export interface JobResult {
  isSkipped: boolean;
  outputs: Entries;
  /** Builds that it pushes without a tag. */
  digests: FoundBuild[];
  /** Whether it may have to do with images. */
  handlesImages: boolean;
}

/** One job with one combination of its matrix. */
export interface Job {
  workflow: Workflow;
  id: string;
  node: Located;
  matrix: ReadonlyMap<string, Plain>;
  contexts: ReadonlyMap<string, data.Dictionary>;
  runsOn: string | readonly string[] | undefined;
  needs: readonly JobResult[];
  digests: FoundBuild[];
  /** Builds by the references that they have on the runner. */
  images: Map<string, FoundBuild>;
  /** The references of the latest metadata-action. */
  metadataTags: readonly string[];
  /** Scripts of the job that set variables. */
  scripts: string[];
  /** Steps so far that make or fetch files, or test them. */
  prepared: Place[];
  /** Registries that it logs in to. */
  logins: { registry: string; place: Place }[];
  /** Whether a fault says that it publishes what was not read. */
  isExplained: boolean;
  folder: string;
}

/** The steps of a job, or of an action within it. */
export interface Frame {
  job: Job;
  file: string;
  inputs: Entries;
  env: Map<string, string>;
  steps: Map<string, StepResult>;
  /** How many actions are around it. */
  depth: number;
}

/** What a step gives. */
export interface StepResult {
  outputs: ReadonlyMap<string, string>;
  /** Why other outputs are unknown; absent if there are no others. */
  others?: string;
  isSkipped: boolean;
}

/** Takes what matters only if the run builds images. */
export function ifBuilding(run: Run, action: () => void): void {
  run.pending.push(action);
}
