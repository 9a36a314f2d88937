import type { EventDeclaration } from "./declaration.ts";
import { branchOf } from "./facts.ts";
import { rebuildTrigger } from "./trigger.ts";

export const schedule: EventDeclaration = {
  name: "schedule",
  startedBy: "writers",
  may: ["build", "secrets", "publish", "manual"],
  offline: { gitTag: false },
  cases: [{ when: "", does: "builds every image anew (it pulls bases again and reads no cache), tests it, and publishes it" }],
  // Schedules run on the default branch alone, so that their ref names it where the payload does not.
  read: (facts) => {
    const defaultBranch = facts.defaultBranch ?? branchOf(facts.ref);
    return rebuildTrigger({ ...facts, ...(defaultBranch === undefined ? {} : { defaultBranch }) });
  },
};
