import type { EventDeclaration } from "./declaration.ts";
import { nameUnder } from "./facts.ts";
import { rebuildTrigger, releaseTrigger } from "./trigger.ts";

export const workflowDispatch: EventDeclaration = {
  name: "workflow_dispatch",
  startedBy: "writers",
  may: ["build", "secrets", "publish", "versions", "manual", "prune"],
  offline: { gitTag: true },
  cases: [
    { when: "on a branch", does: "rebuilds every image that `only` selects, whatever `rebuild` says of its age" },
    {
      when: "on a branch, with `changed-only`",
      does: "publishes what changed, of all streams, as a push to their branches does",
    },
    { when: "on a git tag", does: "the same as the `push` of that git tag" },
    {
      when: "with the command `rollback`, `hold` or `resume`",
      does: "rolls back, holds or resumes streams; builds nothing",
    },
    {
      when: "with the command `prune`",
      does: "removes publications that no rule keeps and nothing needs; builds nothing",
    },
  ],
  // On a git tag, it means the same as the push of that tag: a push by `GITHUB_TOKEN` starts no
  // run.
  read: (facts) => {
    const gitTag = nameUnder("refs/tags/", facts.ref);
    return gitTag === undefined ? rebuildTrigger(facts) : releaseTrigger(facts, gitTag, facts.sha);
  },
  // A manual trigger concerns streams, not the ref that the person chose.
  readManual: rebuildTrigger,
};
