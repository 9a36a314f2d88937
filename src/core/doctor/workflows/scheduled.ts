import type { CommandNeeds } from "./command-needs.ts";
import { ownSteps, ownWorkflows } from "./own-steps.ts";
import type { DoctorWorkflow } from "./workflow.ts";

/** The workflows that rebuild images on a schedule. */
export function scheduledWorkflows(workflows: readonly DoctorWorkflow[], commands: readonly CommandNeeds[]): DoctorWorkflow[] {
  const rebuilding = ownSteps(workflows, commands).filter((step) =>
    step.commands.some(({ name }) => name === "run" || name === "plan"),
  );
  return ownWorkflows(rebuilding).filter(({ crons }) => crons.length > 0);
}
