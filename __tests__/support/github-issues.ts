/** A comment as GitHub keeps it. */
export interface Comment {
  id: number;
  author: string;
  body: string;
}

/** What an account may do, as its role is called; `absent`: GitHub knows no such user. */
export type Role = "admin" | "maintain" | "write" | "triage" | "read" | "none" | "absent";

/** An issue as GitHub keeps it. */
export interface IssueState {
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason?: string;
  labels: string[];
  /** null: the account is gone. */
  author: { login: string; type: "User" | "Bot" } | null;
  association: "OWNER" | "MEMBER" | "COLLABORATOR" | "CONTRIBUTOR" | "NONE";
  createdAt: string;
  closedAt?: string;
  /** What has closed it, where that was no person by hand; `hidden`: of a repository that the token may not see. */
  closedBy?: { __typename: "Commit" | "PullRequest" | "ProjectV2"; url: string; hidden?: true };
  /** A pull request is an issue, too. */
  isPullRequest?: boolean;
  comments: Comment[];
}

/** An open issue with the hold label, by somebody who may write unless said otherwise. */
export function holdState(state: Partial<Omit<IssueState, "author">> & { author?: string | null } = {}): IssueState {
  const { author = "github-actions[bot]", ...rest } = state;
  return {
    title: "Hold app",
    body: "It broke.",
    state: "open",
    labels: ["tagstream-hold"],
    association: "NONE",
    createdAt: "2026-11-20T06:00:00Z",
    comments: [],
    ...rest,
    author: author === null ? null : account(author),
  };
}

/** An account as GitHub names it: an app's bot, or a person. */
export function account(login: string): { login: string; type: "User" | "Bot" } {
  return { login, type: login.endsWith("[bot]") ? "Bot" : "User" };
}
