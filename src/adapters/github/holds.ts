import { setTimeout as sleep } from "node:timers/promises";
import type { Octokit } from "@octokit/rest";
import type { Forge, HoldIssue } from "../../ports/forge.ts";
import { changeIssue, closeIssue } from "./change-issue.ts";
import { createClosers, isClosedLately } from "./closers.ts";
import { createIssuesCheck } from "./has-issues.ts";
import { createHoldLabel, holdLabel } from "./hold-label.ts";
import type { Issue, IssuesOf } from "./issue.ts";
import { createIssueAuthors } from "./issue-authors.ts";
import { createIssueList } from "./issue-list.ts";
import { issuesDisabled, openIssue } from "./open-issue.ts";

type Holds = Pick<Forge, "holds" | "openHold" | "updateHold" | "closeHold">;

/** Attempts at opening an issue of which no answer came. */
const attempts = 3;

/**
 * Holds are issues with a label, as `Forge` says. What GitHub has answered is remembered: pages of the list for conditional requests, and
 * who may write.
 * @param second milliseconds that stand for one second of waiting between attempts
 */
export function createHolds(client: Octokit, of: IssuesOf, second = 1000): Holds {
  const list = createIssueList(client, of, holdLabel.name);
  const authors = createIssueAuthors(client, of);
  const closersOf = createClosers(client, of);
  const hasIssues = createIssuesCheck(client, of);

  const holds = async (state: "open" | "all"): Promise<HoldIssue[] | "disabled"> => {
    if (!(await hasIssues("issues: read"))) return "disabled";
    const issues = await list();
    if (issues === "disabled") return issues;
    const wanted = issues.filter((issue) => state === "all" || issue.state === "open" || isClosedLately(issue));
    const counting = await authors(wanted);
    const closers = await closersOf(wanted.filter(({ number }) => counting.has(number)));
    const found = wanted.map((issue) => holdOf(issue, counting.has(issue.number), closers.get(issue.number)));
    return found.filter(({ closedAt }) => state === "all" || closedAt === undefined);
  };

  return {
    holds,
    async openHold(title, body) {
      if (!(await hasIssues("issues: write"))) throw issuesDisabled(`${of.owner}/${of.repo}`);
      await createHoldLabel(client, of);
      for (let attempt = 1; ; attempt++) {
        const opened = await openIssue(client, of, { title, body, label: holdLabel.name });
        if (!("lost" in opened)) return holdOf(opened, (await authors([opened])).has(opened.number));
        await sleep(second * attempt ** 2);
        const open = await holds("open");
        const found = open !== "disabled" && open.find((hold) => hold.counts && isSame(hold, title, body));
        if (found) return found;
        if (attempt === attempts) throw opened.lost;
      }
    },
    updateHold: (number, title, body, reopen = false) =>
      changeIssue(client, of, number, { title, body, ...(reopen ? { state: "open" } : {}) }),
    async closeHold(number, again = false) {
      if (again) await changeIssue(client, of, number, { state: "open" });
      await closeIssue(client, of, number);
    },
  };
}

/** @param closedBy what has closed it without lifting the hold, which so is in force */
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

/** GitHub may give line ends another form, and takes white space off the ends. */
function isSame(hold: HoldIssue, title: string, body: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trim();
  return plain(hold.title) === plain(title) && plain(hold.body) === plain(body);
}
