import type { Forge, HoldIssue } from "../../ports/forge.ts";
import { createClosers, isClosedLately } from "./closers.ts";
import type { Issue } from "./issue.ts";
import { holdLabel } from "./label.ts";
import { createLabelledIssues, hasTexts } from "./labelled-issues.ts";
import type { Tracker } from "./tracker.ts";

type Holds = Pick<Forge, "holds" | "openHold" | "updateHold" | "closeHold">;

/** Holds are issues with a label, as `Forge` says. */
export function createHolds(tracker: Tracker): Holds {
  const issues = createLabelledIssues(tracker, holdLabel);
  const closersOf = createClosers(tracker.client, tracker.of);

  /** The issues that may hold, and the numbers of those that count. */
  const read = async (state: "open" | "all") => {
    const listed = await issues.list();
    if (listed === "disabled") return listed;
    const wanted = listed.filter((issue) => state === "all" || issue.state === "open" || isClosedLately(issue));
    return { wanted, counting: await issues.counting(wanted) };
  };

  return {
    async holds(state) {
      const found = await read(state);
      if (found === "disabled") return found;
      const { wanted, counting } = found;
      const closers = await closersOf(wanted.filter(({ number }) => counting.has(number)));
      const holds = wanted.map((issue) => holdOf(issue, counting.has(issue.number), closers.get(issue.number)));
      return holds.filter(({ closedAt }) => state === "all" || closedAt === undefined);
    },
    async openHold(title, body) {
      const opened = await issues.open(title, body, async () => {
        const found = await read("open");
        if (found === "disabled") return undefined;
        const isIt = (issue: Issue) => issue.state === "open" && found.counting.has(issue.number) && hasTexts(issue, title, body);
        return found.wanted.find(isIt);
      });
      return holdOf(opened, (await issues.counting([opened])).has(opened.number));
    },
    updateHold: (number, title, body, reopen = false) =>
      issues.change(number, { title, body, ...(reopen ? { state: "open" } : {}) }),
    async closeHold(number, again = false) {
      if (again) await issues.change(number, { state: "open" });
      await issues.close(number);
    },
  };
}

/** @param closedBy what closed the issue without ending the hold, which stays active */
function holdOf(issue: Issue, counts: boolean, closedBy?: string): HoldIssue {
  const { number, title, body, html_url, created_at, closed_at, user } = issue;
  return {
    number,
    title,
    body,
    url: html_url,
    createdAt: created_at,
    ...(closedBy !== undefined ? { closedBy } : closed_at ? { closedAt: closed_at } : {}),
    author: user?.login ?? "ghost",
    counts,
  };
}
