import { setTimeout as sleep } from "node:timers/promises";
import { changeIssue, closeIssue } from "./change-issue.ts";
import type { Issue } from "./issue.ts";
import { createIssueList } from "./issue-list.ts";
import { createLabel, type Label } from "./label.ts";
import { issuesDisabled, openIssue } from "./open-issue.ts";
import type { Tracker } from "./tracker.ts";

/** Attempts to open an issue while GitHub does not answer. */
const attempts = 3;

/**
 * Issues with a label of ours, and which of them count. Remembers the pages of GitHub's list for
 * conditional requests.
 */
export function createLabelledIssues({ client, of, second = 1000, hasIssues, counting }: Tracker, label: Label) {
  const list = createIssueList(client, of, label);

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
