import { parse } from "yaml";
import type { WorkflowFile } from "./workflow-files.ts";

export interface Step {
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Concurrency {
  group?: string;
  queue?: string;
  "cancel-in-progress"?: boolean;
}

export interface WorkflowJob {
  needs?: string | string[];
  if?: string;
  "runs-on"?: string | string[];
  strategy?: { matrix?: unknown };
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  concurrency?: Concurrency;
  environment?: string | { name: string };
  outputs?: Record<string, string>;
  steps: Step[];
}

export interface Workflow {
  on: Record<string, unknown> & { schedule?: { cron: string }[]; release?: { types?: string[] } | null };
  permissions?: unknown;
  concurrency?: Concurrency;
  jobs: Record<string, WorkflowJob>;
}

/** A workflow with its aliases resolved: jobs that share steps each have them. */
export function parseWorkflow(file: WorkflowFile): Workflow {
  return parse(file.text) as Workflow;
}

export function needsOf(job: WorkflowJob): string[] {
  return typeof job.needs === "string" ? [job.needs] : (job.needs ?? []);
}
