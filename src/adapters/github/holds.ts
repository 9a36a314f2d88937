import { setTimeout as sleep } from "node:timers/promises";
import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problem.ts";
import type { Forge, HoldIssue } from "../../ports/forge.ts";
import { createClosers, isClosedLately } from "./closers.ts";
import { answered, explain } from "./explain.ts";
import { holdLabel } from "./hold-label.ts";
import { type Issue, type IssuesOf, issueSchema } from "./issue.ts";
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
  const { owner, repo } = of;
  const repository = `${owner}/${repo}`;
  const list = createIssueList(client, of, holdLabel.name);
  const authors = createIssueAuthors(client, of);
  const closersOf = createClosers(client, of);
  let hasIssues = false;

  /** The list of a repository without issues is merely empty, so that the repository itself is asked; once they are on, never again. */
  const disabled = async (permission: string): Promise<boolean> => {
    if (hasIssues) return false;
    const what = `whether ${repository} has issues`;
    const { data } = await client.rest.repos.get({ owner, repo }).catch((error: unknown) => {
      throw explain(error, what, permission);
    });
    const { success, output } = v.safeParse(v.object({ has_issues: v.boolean() }), data);
    if (!success) throw failure("github-failed", `GitHub's answer for ${what} is not as its API describes it. Run again.`);
    hasIssues = output.has_issues;
    return !hasIssues;
  };

  const holds = async (state: "open" | "all"): Promise<HoldIssue[] | "disabled"> => {
    if (await disabled("issues: read")) return "disabled";
    const issues = await list();
    if (issues === "disabled") return issues;
    const wanted = issues.filter((issue) => state === "all" || issue.state === "open" || isClosedLately(issue));
    const counting = await authors(wanted);
    const closers = await closersOf(wanted.filter(({ number }) => counting.has(number)));
    const found = wanted.map((issue) => holdOf(issue, counting.has(issue.number), closers.get(issue.number)));
    return found.filter(({ closedAt }) => state === "all" || closedAt === undefined);
  };

  const makeLabel = async (): Promise<void> => {
    try {
      await client.rest.issues.createLabel({ owner, repo, ...holdLabel });
    } catch (error) {
      if (answered(error, 422) && /already_exists/.test(error.message)) return;
      throw explain(error, `the label ${holdLabel.name} of ${repository}`, "issues: write");
    }
  };

  const change = async (number: number, fields: Fields): Promise<void> => {
    await client.rest.issues.update({ owner, repo, issue_number: number, ...fields }).catch((error: unknown) => {
      throw explainGone(error, repository, number);
    });
  };

  return {
    holds,
    async openHold(title, body) {
      if (await disabled("issues: write")) throw issuesDisabled(repository);
      await makeLabel();
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
    updateHold: (number, title, body, reopen = false) => change(number, { title, body, ...(reopen ? { state: "open" } : {}) }),
    async closeHold(number, again = false) {
      if (again) await change(number, { state: "open" });
      const wanted = { owner, repo, issue_number: number };
      const { data } = await client.rest.issues.get(wanted).catch((error: unknown) => {
        throw explainGone(error, repository, number);
      });
      const { success, output } = v.safeParse(issueSchema, data);
      if (!success) {
        throw failure("github-failed", `GitHub's answer for issue #${number} is not as its API describes it. Run again.`);
      }
      if (output.state === "open") await change(number, { state: "closed", state_reason: "completed" });
    },
  };
}

/** What of an issue is changed. */
interface Fields {
  title?: string;
  body?: string;
  state?: "open" | "closed";
  state_reason?: "completed";
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

/** 410 is what GitHub says of an issue that was deleted, too. */
function explainGone(error: unknown, repository: string, number: number): Error {
  const what = `issue #${number} of ${repository}`;
  if (!answered(error, 410)) return explain(error, what, "issues: write");
  if (/disabled/i.test(error.message)) return issuesDisabled(repository);
  return failure("github-not-found", `GitHub does not have ${what} any more: somebody has deleted it.`);
}
