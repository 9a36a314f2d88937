import { isTagstreamAction } from "../../init/own-workflow.ts";
import { type CommandNeeds, commandsNamed } from "./command-needs.ts";
import type { DoctorJob, DoctorStep, DoctorWorkflow } from "./workflow.ts";

/** A step that runs Tagstream. */
export interface OwnStep {
  workflow: DoctorWorkflow;
  job: DoctorJob;
  step: DoctorStep;
  /** The steps before it. */
  before: readonly DoctorStep[];
  /** What it may run. */
  commands: readonly CommandNeeds[];
  isDryRun: boolean;
}

/** The input's default. */
const usualCommand = "run";

/** All steps that run Tagstream, in the order of the files. */
export function ownSteps(workflows: readonly DoctorWorkflow[], commands: readonly CommandNeeds[]): OwnStep[] {
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step, index) => {
        if (!isTagstream(step, workflow)) return [];
        const { command = "", "dry-run": dryRun } = step.with;
        const named = commandsNamed(command.trim() || usualCommand, commands, workflow.offered);
        return [{ workflow, job, step, before: job.steps.slice(0, index), commands: named, isDryRun: dryRun === "true" }];
      }),
    ),
  );
}

function isTagstream({ uses = "" }: DoctorStep, { isOwn }: DoctorWorkflow): boolean {
  return isTagstreamAction(uses) || (isOwn && uses === "./");
}

/** The workflows that run Tagstream, each once. */
export function ownWorkflows(steps: readonly OwnStep[]): DoctorWorkflow[] {
  return [...new Set(steps.map(({ workflow }) => workflow))];
}

/** Whether a step uses an action: `docker/setup-buildx-action`. */
export function usesAction({ uses = "" }: DoctorStep, action: string): boolean {
  return uses.toLowerCase().startsWith(`${action}@`);
}
