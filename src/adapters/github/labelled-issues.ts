import { setTimeout as sleep } from "node:timers/promises";
import type { Octokit } from "@octokit/rest";
import { changeIssue, closeIssue } from "./change-issue.ts";
import { createIssuesCheck } from "./has-issues.ts";
import type { Issue, IssuesOf } from "./issue.ts";
import { createIssueAuthors } from "./issue-authors.ts";
import { createIssueList } from "./issue-list.ts";
import { createLabel, type Label } from "./label.ts";
import { issuesDisabled, openIssue } from "./open-issue.ts";

/** Attempts to open an issue while GitHub does not answer. */
const attempts = 3;

/**
 * Issues with a label of ours, and which of them count. Remembers GitHub's answers: pages of the
 * list for conditional requests, and who may write.
 * @param second milliseconds per second of waiting between attempts
 */
export function createLabelledIssues(client: Octokit, of: IssuesOf, label: Label, second = 1000) {
  const list = createIssueList(client, of, label);
  const counting = createIssueAuthors(client, of);
  const hasIssues = createIssuesCheck(client, of);

  return {
    /** All of them, newest first; "disabled" if the repository has issues disabled. */
    async list(): Promise<Issue[] | "disabled"> {
      return (await hasIssues("issues: read")) ? list() : "disabled";
    },
    /** The numbers of those whose author may write. */
    counting,
    /**
     * Opens one, and creates a missing label. After a lost answer, it uses one that `find` finds.
     * @throws Failure `github-…`
     */
    async open(title: string, body: string, find: () => Promise<Issue | undefined>): Promise<Issue> {
      if (!(await hasIssues("issues: write"))) throw issuesDisabled(of, label);
      await createLabel(client, of, label);
      for (let attempt = 1; ; attempt++) {
        const opened = await openIssue(client, of, { title, body, label });
        if (!("lost" in opened)) return opened;
        await sleep(second * attempt ** 2);
        const found = await find();
        if (found) return found;
        if (attempt === attempts) throw opened.lost;
      }
    },
    change: (number: number, fields: Parameters<typeof changeIssue>[3]) => changeIssue(client, of, number, fields, label),
    close: (number: number) => closeIssue(client, of, number, label),
  };
}

/** Whether an issue has these texts. GitHub may change line ends, and trims white space. */
export function hasTexts(issue: Pick<Issue, "title" | "body">, title: string, body: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trim();
  return plain(issue.title) === plain(title) && plain(issue.body) === plain(body);
}
