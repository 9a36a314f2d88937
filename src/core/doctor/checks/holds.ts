import { dayOf } from "../../lib/time/day.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";

const name = "holds";

/** An overdue hold still holds, and makes runs fail. */
export const holds: Check = {
  name,
  title: "holds",
  find({ holds: answer, now }) {
    if ("unknown" in answer) return [unanswered(name, "holds", answer)];
    const today = dayOf(now);
    return answer.known.flatMap(({ issue, expires, scope, owner }) => {
      if (expires === undefined || expires >= today) return [];
      return [
        {
          level: "fails",
          check: name,
          subject: `hold #${issue} on ${scope.join(", ")}`,
          what: `it was to end on ${expires}, and runs fail until somebody decides (${owner} is in charge)`,
          remedy: "release it with the command `resume`, or give it a later day in its issue",
        },
      ];
    });
  },
};
