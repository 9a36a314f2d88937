import * as v from "valibot";
import type { EventDeclaration } from "./declaration.ts";
import { branchOf, defaultBranchOf, type EventFacts, nameUnder } from "./facts.ts";
import { branchName, check, plain, pushPayload } from "./payload.ts";
import { commonTrigger, type NoTrigger, originOf, releaseTrigger, type Trigger } from "./trigger.ts";

export const push: EventDeclaration = {
  name: "push",
  startedBy: "writers",
  may: ["build", "secrets", "publish", "versions", "manual"],
  offline: { gitTag: true, branch: true },
  cases: [
    {
      when: "to the default branch",
      does: "publishes the images whose inputs changed: the tested candidate if it still qualifies, otherwise a newly built and tested image. It repairs missing and wrong tags, and leaves the rest alone",
    },
    {
      when: "to another branch",
      does: "the same for the streams `from` that branch; nothing if there are none: the run reports it",
    },
    {
      when: "of a git tag that is a version, with `versions`",
      does: "gives the tagged commit's images version tags: a published image or a tested candidate of the same inputs, otherwise a newly built and tested image",
    },
    {
      when: "of a git tag that a stream comes from",
      does: "publishes the streams whose newest release it is, as a push to their branch does, and gives the same images version tags",
    },
    { when: "of anything else", does: "nothing; the run reports why" },
  ],
  read,
};

function read(facts: EventFacts): Trigger | NoTrigger {
  const { deleted, head_commit } = check("payload", pushPayload, facts.payload ?? {});
  const branch = defaultBranchOf(facts);
  const pushed = branchOf(facts.ref);
  const only = "only branches and git tags do";
  if (deleted) return { intent: "none", reason: `"${plain(pushed ?? facts.ref)}" was deleted` };
  const gitTag = nameUnder("refs/tags/", facts.ref);
  // An annotated tag is an object with its own id, not the id of its commit.
  if (gitTag !== undefined) return releaseTrigger(facts, gitTag, head_commit?.id ?? facts.sha);
  if (pushed === undefined) return { intent: "none", reason: `a push of ${plain(facts.ref)} publishes nothing: ${only}` };
  // The configuration decides whether a stream comes from another branch.
  const named = check(originOf(facts), v.object({ ref: branchName }), { ref: pushed }).ref;
  return { ...commonTrigger(facts), intent: "publish", branch: named, defaultBranch: branch, scope: "branch" };
}
