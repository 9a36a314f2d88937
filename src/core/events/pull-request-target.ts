import { failure } from "../lib/problems/problem.ts";
import type { EventDeclaration } from "./declaration.ts";

/** Refused: it gives a stranger's change the repository's secrets. */
export const pullRequestTarget: EventDeclaration = {
  name: "pull_request_target",
  startedBy: "anyone",
  cases: [{ when: "", does: "refused (`event-refused`): it would run a stranger's code with your secrets" }],
  read: () => {
    throw failure(
      "event-refused",
      "pull_request_target would build any stranger's pull request with this repository's secrets. Use `on: pull_request`, which builds and tests it without them.",
    );
  },
};
