import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { answered, explain } from "./explain.ts";
import { type Issue, type IssuesOf, issueSchema } from "./issue.ts";
import type { Label } from "./label.ts";

/** GitHub's last answer for one page. */
interface Page {
  etag?: string;
  issues: Issue[];
  /** Whether another page follows. */
  more: boolean;
}

/** Pages of 100 issues to read. */
const maxPages = 20;
const pageSize = 100;

/**
 * Reads the issues with a label, newest first, without pull requests. Each page's request is
 * conditional (`If-None-Match`): GitHub's 304 for an unchanged page does not count against the rate
 * limit.
 */
export function createIssueList(client: Octokit, { owner, repo }: IssuesOf, label: Label) {
  const known = new Map<number, Page>();
  const what = `the issues of ${owner}/${repo} with the label ${label.name}`;

  const request = async (page: number, etag: string | undefined): Promise<Page> => {
    const { data, headers } = await client.rest.issues.listForRepo({
      owner,
      repo,
      labels: label.name,
      state: "all",
      per_page: pageSize,
      ...(page > 1 ? { page } : {}),
      headers: etag === undefined ? {} : { "if-none-match": etag },
    });
    const { success, output } = v.safeParse(v.array(issueSchema), data);
    if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
    return pageOf(output, headers);
  };

  const readPage = async (page: number): Promise<Page | "disabled"> => {
    const before = known.get(page);
    try {
      const read = await request(page, before?.etag);
      known.set(page, read);
      return read;
    } catch (error) {
      if (before && answered(error, 304)) return before;
      if (answered(error, 410)) return "disabled";
      throw explain(error, what, "issues: read");
    }
  };

  /**
   * All pages of open and closed issues. With only open ones, a closing between two pages would
   * move the rest up and hide one of them.
   * @throws Failure `github-…`; "disabled" when GitHub says that the repository has issues disabled
   */
  return async (): Promise<Issue[] | "disabled"> => {
    const issues = new Map<number, Issue>();
    for (let page = 1, more = true; more; page++) {
      const next = await readPage(page);
      if (next === "disabled") return next;
      if (page > maxPages && (next.issues.length > 0 || next.more)) throw tooMany(owner, repo, label);
      // A new issue moves the rest down, so one may come twice.
      for (const issue of next.issues) issues.set(issue.number, issue);
      more = next.more;
    }
    return [...issues.values()].filter(({ pull_request }) => pull_request === undefined).sort((a, b) => b.number - a.number);
  };
}

/**
 * A page may be short though another follows (GitHub drops some after counting), and a proxy may
 * drop `Link`.
 */
function pageOf(issues: Issue[], { etag, link = "" }: { etag?: string; link?: string }): Page {
  const more = issues.length >= pageSize || /\brel="next"/.test(link);
  return { ...(etag ? { etag } : {}), issues, more };
}

function tooMany(owner: string, repo: string, { name, kind }: Label): Error {
  return failure(
    "github-too-many-holds",
    `More than ${maxPages * pageSize} issues of ${owner}/${repo} have the label ${name}, more than Tagstream reads. Remove the label from issues that are not ${kind}, and from issue forms that set it.`,
  );
}
