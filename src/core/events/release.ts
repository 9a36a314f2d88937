import * as v from "valibot";
import type { EventDeclaration } from "./declaration.ts";
import { type EventFacts, nameUnder } from "./facts.ts";
import { check, plain, releasePayload } from "./payload.ts";
import { type NoTrigger, releaseTrigger, type Trigger } from "./trigger.ts";

/**
 * A release means the same as the push of its git tag, but once: GitHub sends several events for
 * it, and only `published` counts.
 */
export const release: EventDeclaration = {
  name: "release",
  startedBy: "writers",
  may: ["build", "secrets", "publish", "versions"],
  offline: { gitTag: true },
  types: ["published"],
  cases: [
    { when: "`published`", does: "the same as the `push` of its git tag" },
    { when: "any other type", does: "nothing; the run reports why" },
  ],
  read,
};

function read(facts: EventFacts): Trigger | NoTrigger {
  const pushed = nameUnder("refs/tags/", facts.ref);
  if (facts.payload === undefined) {
    if (pushed !== undefined) return releaseTrigger(facts, pushed, facts.sha);
    return { intent: "none", reason: "a release is about its git tag: add `--git-tag`" };
  }
  const { action, release: published } = check("payload", releasePayload, facts.payload);
  if (action !== "published") {
    const details = `this event has the type "${plain(action)}": use \`types: [published]\``;
    return { intent: "none", reason: `only a published release publishes, and ${details}` };
  }
  const { tag_name: gitTag, draft } = published;
  if (draft) return { intent: "none", reason: `the release of ${plain(gitTag)} is a draft, which publishes nothing` };
  check("environment", v.object({ ref: v.literal(gitTag) }), { ref: pushed ?? gitTag });
  return releaseTrigger(facts, gitTag, facts.sha);
}
