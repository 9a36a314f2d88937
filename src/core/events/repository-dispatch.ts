import * as v from "valibot";
import type { EventDeclaration } from "./declaration.ts";
import { rebuildTrigger } from "./trigger.ts";

/**
 * The type of the event that Tagstream sends to repositories built on its images (`notify`). It means
 * "look now": whoever may send events can send it, and its payload is never read.
 */
export const hintType = "tagstream-published";

/** GitHub gives the type of a `repository_dispatch` as its action. */
const hintPayload = v.object({ action: v.literal(hintType) });

export const repositoryDispatch: EventDeclaration = {
  name: "repository_dispatch",
  startedBy: "writers",
  may: ["build", "secrets", "publish", "manual"],
  offline: { gitTag: false },
  cases: [
    {
      when: `of the type \`${hintType}\``,
      does: "rebuilds the images whose base has moved, and no others; never trusts what the event says",
    },
    { when: "otherwise", does: "rebuilds every image, whatever `rebuild` says of its age" },
  ],
  read: (facts) => ({ ...rebuildTrigger(facts), ...(v.is(hintPayload, facts.payload) ? { hint: true } : {}) }),
};
