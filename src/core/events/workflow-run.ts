import { failure } from "../lib/problem.ts";
import type { EventDeclaration, EventTable } from "./declaration.ts";
import type { EventFacts } from "./facts.ts";
import { check, plain, workflowRunPayload } from "./payload.ts";
import type { NoTrigger } from "./trigger.ts";

/** Refused after a run that others can start: it has the repository's secrets. It asks for nothing after any other. */
export const workflowRun: EventDeclaration = {
  name: "workflow_run",
  startedBy: "anyone",
  cases: [
    {
      when: "after an event that anyone can start",
      does: "refused (`event-refused`): it would run a stranger's code with your secrets",
    },
    { when: "after any other event", does: "nothing, and the run says why" },
  ],
  read,
};

function read({ payload }: EventFacts, { isStartedByWriters }: EventTable): NoTrigger {
  const { workflow_run, repository } = check("payload", workflowRunPayload, payload ?? {});
  const own = workflow_run.head_repository?.id === repository.id;
  if (!own || !isStartedByWriters(workflow_run.event)) {
    throw failure(
      "event-refused",
      `This workflow_run follows a run of "${plain(workflow_run.event)}", which a stranger can start, and has this repository's secrets. Build proposed changes on \`pull_request\`.`,
    );
  }
  return { intent: "none", reason: "workflow_run asks for nothing: let push, schedule or workflow_dispatch start this workflow" };
}
