import type { EventDeclaration } from "./declaration.ts";
import { branchOf, defaultBranchOf, type EventFacts, pageOf } from "./facts.ts";
import { check, pullRequestPayload } from "./payload.ts";
import { type Asked, commonTrigger } from "./trigger.ts";

export const pullRequest: EventDeclaration = {
  name: "pull_request",
  startedBy: "anyone",
  may: ["build", "secrets", "candidates", "retire"],
  offline: { gitTag: false, branch: true },
  cases: [
    {
      when: "from a branch of this repository",
      does: "builds and tests the images that the change alters, in the streams from the branch that it goes into, and gives them candidate tags that you can pull before the merge; one comment lists them",
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
  if (facts.payload === undefined) {
    const defaultBranch = defaultBranchOf(facts);
    return { ...commonOf(facts, defaultBranch), intent: "candidate", branch: branchOf(facts.ref) ?? defaultBranch };
  }
  const { action, pull_request, repository, sender } = check("payload", pullRequestPayload, facts.payload);
  const { number, head, base, user } = pull_request;
  const bot = [user?.login, sender?.login].includes("dependabot[bot]"); // GitHub gives its runs no secrets either
  const trusted = head.repo?.id === repository.id && !bot;
  if (action === "closed") {
    const reason = `pull request #${number} is closed, and none of its images left the runner`;
    if (!trusted) return { intent: "none", reason };
    const source = pageOf(facts);
    const branches = { branch: base.ref, defaultBranch: defaultBranchOf(facts) };
    const page = source === undefined ? {} : { source };
    return { intent: "retire", repository: facts.repository, ...page, pullRequest: number, ...branches };
  }
  return {
    ...commonOf(facts, defaultBranchOf(facts)),
    intent: trusted ? "candidate" : "check",
    trusted,
    branch: base.ref,
    revision: head.sha,
    pullRequest: number,
  };
}

function commonOf(facts: EventFacts, defaultBranch: string) {
  return { ...commonTrigger(facts), defaultBranch, scope: "branch" } as const;
}
