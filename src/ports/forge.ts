import type { RebuildWorkflow, WorkflowFile } from "../core/freshness/workflow.ts";
import type { HoldText } from "../core/holds/hold-issue.ts";

/**
 * An issue with the hold label, from GitHub. Its author wrote the text, which is unchecked; `ghost`
 * replaces a deleted account.
 */
export interface HoldIssue extends HoldText {
  /**
   * Whether the author may write to the repository, is its own Actions bot, or owns this token:
   * holds of others have no effect.
   */
  counts: boolean;
}

/** An issue with a label of ours, by an author who may write. People may have edited it. */
export interface KeptIssue {
  number: number;
  title: string;
  body: string;
  url: string;
}

/** Issues that Tagstream writes into, and that strangers cannot add to. */
export interface KeptIssues {
  /**
   * Those that count, oldest first, without those of strangers; "disabled" if the repository has
   * issues disabled.
   * @throws Failure `github-…`
   */
  list(): Promise<KeptIssue[] | "disabled">;
  /** The numbers of those in the last list that do not count, because their authors may not write. */
  ignored(): Promise<readonly number[]>;
  /**
   * Opens one, and creates a missing label. After a lost answer, it uses one with these texts,
   * instead of opening a second one.
   * @throws Failure `github-…`; `github-denied` names `issues: write`; `github-issues-disabled`
   */
  open(title: string, body: string): Promise<KeptIssue>;
  /** Reopens a closed one that counts. @throws Failure `github-…` */
  update(number: number, title: string, body: string): Promise<void>;
}

/** The issues about images that are not fresh. There should be at most one open one; only that counts. */
export interface FreshnessIssues extends KeptIssues {
  /** Closes one as completed. @throws Failure `github-…` */
  close(number: number): Promise<void>;
}

/** GitHub. */
export interface Forge {
  /** A branch's current commit. */
  tip(branch: string): Promise<string>;
  /** A pull request's current state; `head` is its last commit. */
  pullRequest(number: number): Promise<{ open: boolean; merged: boolean; head: string }>;
  /**
   * The current `owner/name` of a repository with a possibly former name; undefined if GitHub shows
   * none.
   * @throws Failure `github-…`
   */
  currentName(repository: string): Promise<string | undefined>;
  /** The numbers of the merged pull requests behind a commit, by merge, squash or rebase. */
  mergedAs(commit: string): Promise<number[]>;
  /**
   * Keeps one comment on a pull request or an issue: the oldest of ours that begins with the
   * marker. Creates it if missing, and edits it if it differs. Never touches comments of others.
   * @param text the new text, given the existing one; undefined changes nothing
   * @param on the kind of item with the number: a pull request by default
   * @throws Failure `github-…`; `github-denied` names `pull-requests: write`, or `issues: write`
   */
  comment(
    number: number,
    marker: string,
    text: (existing: string | undefined) => string | undefined,
    on?: "pull request" | "issue",
  ): Promise<void>;
  /**
   * Issues with the hold label, active ones or all, newest first; "disabled" if the repository has
   * issues disabled. A valid hold that a commit or a pull request closed by a keyword stays active
   * for 30 days: it has `closedBy`, and no `closedAt`. Repeats use conditional requests, which
   * GitHub does not count while nothing has changed.
   * @throws Failure `github-…`; `github-denied` and `github-not-found` name `issues: read`;
   *   `github-too-many-holds`
   */
  holds(state: "open" | "all"): Promise<HoldIssue[] | "disabled">;
  /**
   * Opens an issue with the hold label, and creates a missing label. After a lost answer, it uses
   * an open valid hold with the same title and body, instead of opening a second one.
   * @throws Failure `github-…`; `github-denied` names `issues: write`; `github-issues-disabled`
   */
  openHold(title: string, body: string): Promise<HoldIssue>;
  /**
   * Replaces a hold's title and body, and reopens its issue on request.
   * @throws Failure `github-…`, as `openHold`
   */
  updateHold(number: number, title: string, body: string, reopen?: boolean): Promise<void>;
  /**
   * Closes an issue as completed. Leaves a closed one as it is, unless it must be closed `again`
   * after a keyword closed it.
   * @throws Failure `github-…`, as `openHold`
   */
  closeHold(number: number, again?: boolean): Promise<void>;
  /**
   * A workflow's state and, if it is active, its last scheduled runs on a branch, or on any.
   * @throws Failure `github-…`; `github-denied` names `actions: read`
   */
  workflow(where: WorkflowFile, branch?: string): Promise<RebuildWorkflow>;
  /**
   * The person whose token this is, and whether they may write to the repository.
   * @throws Failure `github-…`; `github-denied` for a token that is no person's
   */
  tokenOwner(): Promise<{ login: string; mayWrite: boolean }>;
  /** The issues about images that are not fresh. */
  freshness: FreshnessIssues;
  /** The issues with verdicts, one for each following stream. Closed ones count, too. */
  verdicts: KeptIssues;
  /** The issue with yanks. A closed one counts, too. */
  yanks: KeptIssues;
}
