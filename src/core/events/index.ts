import type { EventDeclaration } from "./declaration.ts";
import { mergeGroup } from "./merge-group.ts";
import { pullRequest } from "./pull-request.ts";
import { pullRequestTarget } from "./pull-request-target.ts";
import { push } from "./push.ts";
import { release } from "./release.ts";
import { repositoryDispatch } from "./repository-dispatch.ts";
import { schedule } from "./schedule.ts";
import { workflowDispatch } from "./workflow-dispatch.ts";
import { workflowRun } from "./workflow-run.ts";

/** Every event that Tagstream knows, in the order of the reference. All others do nothing. */
export const events: readonly EventDeclaration[] = [
  schedule,
  repositoryDispatch,
  workflowDispatch,
  push,
  release,
  pullRequest,
  mergeGroup,
  pullRequestTarget,
  workflowRun,
];
