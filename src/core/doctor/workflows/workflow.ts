import { events } from "../../events/index.ts";

/** One step of a job, its texts as the file has them. */
export interface DoctorStep {
  line: number;
  uses?: string;
  run?: string;
  with: Readonly<Record<string, string>>;
}

export interface DoctorConcurrency {
  group: string;
  queue?: string;
  cancelInProgress?: string;
}

export interface DoctorJob {
  id: string;
  /** Its `if`. */
  condition?: string;
  line: number;
  /** Its `name`, if it has one. */
  name?: string;
  hasMatrix: boolean;
  /** The workflow that it calls, if it has no steps of its own. */
  calls?: string;
  /** Its own permissions or those of the workflow; undefined: the repository's setting decides. */
  permissions?: Readonly<Record<string, string>> | "write-all";
  /** Its own group, and that of the workflow. */
  concurrency: readonly DoctorConcurrency[];
  /** Labels of its runner. */
  runsOn: readonly string[];
  steps: readonly DoctorStep[];
}

/** An event that starts a workflow. */
export interface DoctorTrigger {
  name: string;
  /** Whether it names paths: then some changes do not start it. */
  hasPaths: boolean;
}

export interface DoctorWorkflow {
  /** `.github/workflows/images.yml`. */
  file: string;
  name?: string;
  on: readonly DoctorTrigger[];
  crons: readonly { cron: string; line: number }[];
  jobs: readonly DoctorJob[];
  /** The commands that its form offers. Absent without such a form. */
  offered?: readonly string[];
  /** Whether `./` is Tagstream: in its own repository. */
  isOwn: boolean;
}

/** Whether an event starts a workflow. */
export function startsOn({ on }: Pick<DoctorWorkflow, "on">, ...events: readonly string[]): boolean {
  return on.some(({ name }) => events.includes(name));
}

const proposing = events.filter(({ may }) => may?.includes("candidates")).map(({ name }) => name);

/** Whether all its events are about changes that are only proposed: then no stream moves. */
export function proposesOnly({ on }: Pick<DoctorWorkflow, "on">): boolean {
  return on.every(({ name }) => proposing.some((event) => event === name));
}

/** Whether a job runs for such events alone: by those of its workflow, or by its own condition. */
export function isForProposals(workflow: Pick<DoctorWorkflow, "on">, { condition = "" }: Pick<DoctorJob, "condition">): boolean {
  const cases = condition.split("||");
  const isProposal = (text: string) =>
    text.includes("github.event.action == 'closed'") ||
    proposing.some((event) => text.includes(`github.event_name == '${event}'`));
  return proposesOnly(workflow) || cases.every(isProposal);
}

/** `images.yml`. */
export function fileName({ file }: Pick<DoctorWorkflow, "file">): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
