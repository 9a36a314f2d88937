import * as v from "valibot";
import type { EventDeclaration } from "./declaration.ts";
import { branchOf, defaultBranchOf, type EventFacts } from "./facts.ts";
import { branchName, check, mergeGroupPayload } from "./payload.ts";
import { commonTrigger, type Trigger } from "./trigger.ts";

export const mergeGroup: EventDeclaration = {
  name: "merge_group",
  startedBy: "writers",
  may: ["build", "secrets", "candidates"],
  offline: { gitTag: false },
  cases: [
    {
      when: "",
      does: "the same as `pull_request`, for a merge queue (add `merge_group:` to `on`): without a comment, and only with tags by inputs hash",
    },
  ],
  read,
};

function read(facts: EventFacts): Trigger {
  const common = { ...commonTrigger(facts), scope: "branch" } as const;
  if (facts.payload === undefined) {
    const defaultBranch = defaultBranchOf(facts);
    return { ...common, intent: "candidate", branch: defaultBranch, defaultBranch };
  }
  const { merge_group } = check("payload", mergeGroupPayload, facts.payload);
  const branch = check("payload", v.object({ base_ref: branchName }), { base_ref: branchOf(merge_group.base_ref) }).base_ref;
  const commits = { commit: merge_group.head_sha, revision: merge_group.head_sha, parent: merge_group.base_sha };
  return { ...common, ...commits, intent: "candidate", branch, defaultBranch: defaultBranchOf(facts) };
}
