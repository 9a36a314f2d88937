import type { EventDeclaration } from "./declaration.ts";
import { branchOf } from "./facts.ts";
import { rebuildTrigger } from "./trigger.ts";

export const schedule: EventDeclaration = {
  name: "schedule",
  startedBy: "writers",
  may: ["build", "secrets", "publish", "manual", "prune"],
  offline: { gitTag: false },
  cases: [
    { when: "", does: "rebuilds every image (pulls its bases again, reads no cache), tests it, and publishes it" },
    { when: "with `rebuild: { every: … }`", does: "the same with the images that are due, whose base moved, or that failed" },
    { when: "with the command `prune`", does: "removes publications that no rule keeps and nothing needs" },
  ],
  // Schedules only run on the default branch, so their ref names it if the payload does not.
  read: (facts) => {
    const defaultBranch = facts.defaultBranch ?? branchOf(facts.ref);
    return rebuildTrigger({ ...facts, ...(defaultBranch === undefined ? {} : { defaultBranch }) });
  },
};
