import type { HoldText } from "../core/holds/hold-issue.ts";

/** An issue that is labelled as a hold, as GitHub has it: its text is unchecked, and whoever opened it wrote it; `ghost`, when the account is gone. */
export interface HoldIssue extends HoldText {
  /** Whether the author may write to the repository, is its own Actions bot, or is whose token this is: others' count for nothing. */
  counts: boolean;
}

/** GitHub. */
export interface Forge {
  /** The commit that a branch points at now. */
  tip(branch: string): Promise<string>;
  /** A pull request as it is now; `head` is its last commit. */
  pullRequest(number: number): Promise<{ open: boolean; merged: boolean; head: string }>;
  /**
   * What a repository is called now, `owner/name`, given a name that it may have had; undefined where GitHub shows none.
   * @throws Failure `github-…`
   */
  currentName(repository: string): Promise<string | undefined>;
  /** The numbers of the merged pull requests that a commit came from, by merge, squash or rebase. */
  mergedAs(commit: string): Promise<number[]>;
  /**
   * Keeps one comment on a pull request, or an issue: ours that begins with the marker. It is made when there is none, and changed in its
   * place when it differs; of several, the oldest. Nobody else's is touched.
   * @param text the comment's new text, given the existing one's; undefined leaves everything as it is
   * @param on what has the number: a pull request by default
   * @throws Failure `github-…`; `github-denied` names `pull-requests: write`, or `issues: write`
   */
  comment(
    number: number,
    marker: string,
    text: (existing: string | undefined) => string | undefined,
    on?: "pull request" | "issue",
  ): Promise<void>;
  /**
   * The issues with the hold label, those in force or all, newest first; "disabled" where the repository has no issues. In force is also, for 30 days,
   * one that counts and that a commit or a pull request has closed by a keyword: it has `closedBy`, and no `closedAt`. Asking again costs
   * conditional requests, which GitHub does not count while nothing has changed.
   * @throws Failure `github-…`; `github-denied` and `github-not-found` name `issues: read`; `github-too-many-holds`
   */
  holds(state: "open" | "all"): Promise<HoldIssue[] | "disabled">;
  /**
   * Opens an issue with the hold label, which is made where it is missing. When GitHub's answer is lost, an open hold that counts and has the
   * same title and body is taken for it, so that it is not opened twice.
   * @throws Failure `github-…`; `github-denied` names `issues: write`; `github-issues-disabled`
   */
  openHold(title: string, body: string): Promise<HoldIssue>;
  /** Replaces a hold's title and body, and opens its issue again where that is asked for. @throws Failure `github-…`, as `openHold` */
  updateHold(number: number, title: string, body: string, reopen?: boolean): Promise<void>;
  /**
   * Closes an issue as completed; one that is closed already stays as it is, unless it is to be closed `again`, after a keyword has closed it.
   * @throws Failure `github-…`, as `openHold`
   */
  closeHold(number: number, again?: boolean): Promise<void>;
}
