/** The states of a workflow, as GitHub's API names them; `missing`: it knows no such file. */
export const workflowStates = [
  "active",
  "deleted",
  "disabled_fork",
  "disabled_inactivity",
  "disabled_manually",
  "missing",
] as const;

/** A scheduled run. */
export interface ScheduledRun {
  /** RFC 3339. */
  at: string;
  page: string;
  /** GitHub's word for its end: `success`, `failure`; absent while it runs. */
  conclusion?: string;
}

/** The workflow that rebuilds, as GitHub describes it. */
export interface RebuildWorkflow {
  /** Its file name: `rebuild.yml`. */
  file: string;
  /** `owner/name`, if another repository has it. */
  repository?: string;
  state: (typeof workflowStates)[number];
  /** Its page, which has the button that enables it. */
  page?: string;
  /** When its state last changed: RFC 3339. */
  changed?: string;
  /** Its newest scheduled run, and the newest one that passed. */
  last?: ScheduledRun;
  lastPassed?: ScheduledRun;
}

/** Where the workflow is that rebuilds. */
export type WorkflowFile = Pick<RebuildWorkflow, "file" | "repository">;

/** Reads `rebuild.yml`, or `owner/name/rebuild.yml` in another repository; undefined if it is neither. */
export function parseWorkflowFile(text: string): WorkflowFile | undefined {
  const [, repository, file] = /^(?:([\w.-]+\/[\w.-]+)\/(?:\.github\/workflows\/)?)?([\w.-]+\.ya?ml)$/.exec(text) ?? [];
  return file === undefined ? undefined : { file, ...(repository === undefined ? {} : { repository }) };
}
