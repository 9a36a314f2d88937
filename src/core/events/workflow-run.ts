import type * as v from "valibot";
import { failure } from "../lib/problems/problem.ts";
import type { EventDeclaration, EventTable } from "./declaration.ts";
import { defaultBranchOf, type EventFacts } from "./facts.ts";
import { check, plain, workflowRunPayload } from "./payload.ts";
import { commonTrigger, type NoTrigger, type Trigger } from "./trigger.ts";

/**
 * Events after which this one means a push to the default branch. It takes write access to start
 * them, and GitHub runs them on this repository's own commits. No other event may join this list
 * without that: this one has the repository's secrets.
 */
const trusted: readonly string[] = ["push", "schedule"];

/**
 * Refused after a run that others can start, because it has the repository's secrets. Takes nothing
 * from the other run: it works on the tip of the default branch.
 */
export const workflowRun: EventDeclaration = {
  name: "workflow_run",
  startedBy: "another run",
  may: ["build", "secrets", "publish"],
  types: ["completed"],
  cases: [
    {
      when: "after a successful `push` or `schedule` run of this repository's default branch",
      does: "the same as a `push` to the default branch",
    },
    {
      when: "after an event that anyone can start",
      does: "refused (`event-refused`): it would run a stranger's code with your secrets",
    },
    { when: "after any other run", does: "nothing; the run reports why" },
  ],
  read,
};

type Payload = v.InferOutput<typeof workflowRunPayload>;

function read(facts: EventFacts, { isStartedByWriters }: EventTable): Trigger | NoTrigger {
  const payload = check("payload", workflowRunPayload, facts.payload ?? {});
  const { workflow_run, repository } = payload;
  const own = workflow_run.head_repository?.id === repository.id;
  if (!own || !isStartedByWriters(workflow_run.event)) {
    throw failure(
      "event-refused",
      `This workflow_run has this repository's secrets, but follows a run of "${plain(workflow_run.event)}", which a stranger can start. Build proposed changes on \`pull_request\`.`,
    );
  }
  const branch = defaultBranchOf(facts);
  const obstacle = obstacleOf(payload, branch);
  if (obstacle !== undefined) return { intent: "none", reason: obstacle };
  return { ...commonTrigger(facts), intent: "publish", branch, defaultBranch: branch, scope: "branch" };
}

/** Why nothing is to do; undefined after a run that this event may follow. */
function obstacleOf({ action, workflow_run }: Payload, branch: string): string | undefined {
  const { event, conclusion, head_branch } = workflow_run;
  const only = `workflow_run publishes after a successful run of push or schedule on "${branch}"`;
  if (!trusted.includes(event)) return `${only}, and this one follows "${plain(event)}"`;
  if (head_branch !== branch) return `${only}, and this one was on "${plain(head_branch ?? "no branch")}"`;
  if (action !== "completed") return `${only}: use \`types: [completed]\``;
  if (conclusion !== "success") return `${only}, and this one ended with "${plain(conclusion ?? "no conclusion")}"`;
  return undefined;
}
