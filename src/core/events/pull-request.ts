import type { EventDeclaration } from "./declaration.ts";
import { defaultBranchOf, type EventFacts, pageOf } from "./facts.ts";
import { check, pullRequestPayload } from "./payload.ts";
import { type Asked, commonTrigger } from "./trigger.ts";

export const pullRequest: EventDeclaration = {
  name: "pull_request",
  startedBy: "anyone",
  may: ["build", "secrets", "candidates", "retire"],
  offline: { gitTag: false },
  cases: [
    {
      when: "from a branch of this repository",
      does: "builds and tests the images that the change alters, and gives them candidate tags that you can pull before the merge; one comment lists them",
    },
    { when: "from a fork, or by Dependabot", does: "the same without secrets, and the result stays on the runner" },
    {
      when: "closed",
      does: "removes the pull request's own candidate tags (`rc.….pr-N`). If a registry cannot remove them, they stay, and the run reports it",
    },
  ],
  read,
};

function read(facts: EventFacts): Asked {
  const defaultBranch = defaultBranchOf(facts);
  const common = { ...commonTrigger(facts), defaultBranch, scope: "branch" } as const;
  if (facts.payload === undefined) return { ...common, intent: "candidate", branch: defaultBranch };
  const { action, pull_request, repository, sender } = check("payload", pullRequestPayload, facts.payload);
  const { number, head, base, user } = pull_request;
  const bot = [user?.login, sender?.login].includes("dependabot[bot]"); // GitHub gives its runs no secrets either
  const trusted = head.repo?.id === repository.id && !bot;
  if (action === "closed") {
    const reason = `pull request #${number} is closed, and none of its images left the runner`;
    if (!trusted) return { intent: "none", reason };
    const source = pageOf(facts);
    return { intent: "retire", repository: facts.repository, ...(source === undefined ? {} : { source }), pullRequest: number };
  }
  return {
    ...common,
    intent: trusted ? "candidate" : "check",
    trusted,
    branch: base.ref,
    revision: head.sha,
    pullRequest: number,
  };
}
