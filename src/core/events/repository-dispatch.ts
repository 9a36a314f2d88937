import type { EventDeclaration } from "./declaration.ts";
import { rebuildTrigger } from "./trigger.ts";

export const repositoryDispatch: EventDeclaration = {
  name: "repository_dispatch",
  startedBy: "writers",
  may: ["build", "secrets", "publish", "manual"],
  offline: { gitTag: false },
  cases: [{ when: "", does: "the same as `schedule`" }],
  read: rebuildTrigger,
};
