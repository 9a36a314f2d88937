import { failure } from "../lib/problems/problem.ts";
import type { EventDeclaration, EventTable } from "./declaration.ts";
import type { EventFacts } from "./facts.ts";
import { check, plain, workflowRunPayload } from "./payload.ts";
import type { NoTrigger } from "./trigger.ts";

/**
 * Refused after a run that others can start, because it has the repository's secrets. After any
 * other run, it does nothing.
 */
export const workflowRun: EventDeclaration = {
  name: "workflow_run",
  startedBy: "anyone",
  cases: [
    {
      when: "after an event that anyone can start",
      does: "refused (`event-refused`): it would run a stranger's code with your secrets",
    },
    { when: "after any other event", does: "nothing; the run reports why" },
  ],
  read,
};

function read({ payload }: EventFacts, { isStartedByWriters }: EventTable): NoTrigger {
  const { workflow_run, repository } = check("payload", workflowRunPayload, payload ?? {});
  const own = workflow_run.head_repository?.id === repository.id;
  if (!own || !isStartedByWriters(workflow_run.event)) {
    throw failure(
      "event-refused",
      `This workflow_run has this repository's secrets, but follows a run of "${plain(workflow_run.event)}", which a stranger can start. Build proposed changes on \`pull_request\`.`,
    );
  }
  return {
    intent: "none",
    reason: "Tagstream does nothing for workflow_run: start this workflow with push, schedule or workflow_dispatch",
  };
}
