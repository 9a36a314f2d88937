import type { Comment, GitHub, Route } from "./github-server.ts";

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

const account = (login: string) => ({ login, type: login.endsWith("[bot]") ? ("Bot" as const) : ("User" as const) });
const refused = { status: 403, body: { message: "Resource not accessible by integration", status: "403" } };
const unknown = { status: 404, body: { message: "Not Found", status: "404" } };
const gone = { status: 410, body: { message: "Issues has been disabled in this repository.", status: "410" } };
const legacy: Record<string, string> = { maintain: "write", triage: "read" };

/** The parts of the REST API that issues, their labels and their authors' permissions are. */
export function issueRoutes(github: GitHub): Route[] {
  const rest = (number: number, issue: IssueState) => ({
    id: number * 10,
    number,
    title: issue.title,
    body: issue.body,
    html_url: `https://github.com/osg/images/issues/${number}`,
    state: issue.state,
    state_reason: issue.stateReason ?? null,
    created_at: issue.createdAt,
    closed_at: issue.closedAt ?? null,
    user: issue.author && { id: 1, ...issue.author },
    author_association: issue.association,
    labels: issue.labels.map((name) => ({ id: 1, name, color: "ededed", description: null })),
    ...(issue.isPullRequest ? { pull_request: { url: `https://api.github.com/repos/osg/images/pulls/${number}` } } : {}),
  });
  const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const found = (number: string | undefined) => github.issues.get(Number(number));

  return [
    [
      /^GET \/repos\/osg\/images$/,
      () => ({ status: 200, body: { full_name: "osg/images", has_issues: !github.issuesDisabled } }),
    ],
    [
      /^GET \/repos\/osg\/images\/issues\?(.+)$/,
      ([, text]) => {
        if (!github.mayReadIssues) return refused;
        const query = new URLSearchParams(text);
        const [label, state] = [query.get("labels"), query.get("state") ?? "open"];
        const size = Number(query.get("per_page") ?? 30);
        const start = (Number(query.get("page") ?? 1) - 1) * size;
        const matching = [...(github.issuesDisabled ? [] : github.issues)]
          .filter(([, issue]) => (state === "all" || issue.state === state) && (!label || issue.labels.includes(label)))
          .sort(([a], [b]) => b - a);
        const next = matching.length > start + size;
        return {
          status: 200,
          body: matching.slice(start, start + size).map(([number, issue]) => rest(number, issue)),
          ...(next ? { headers: { link: `<${github.url}/repositories/1/issues?page=x>; rel="next"` } } : {}),
        };
      },
    ],
    [
      /^POST \/repos\/osg\/images\/issues$/,
      (_, { title, body, labels }) => {
        if (github.issuesDisabled) return gone;
        if (!github.mayWriteIssues) return refused;
        const number = Math.max(0, ...github.issues.keys(), ...github.pulls.keys()) + 1;
        const issue = holdState({
          title: String(title),
          body: String(body),
          labels: github.maySetLabels ? (labels as string[]) : [],
          author: github.login,
          createdAt: now(),
        });
        github.issues.set(number, issue);
        return { status: 201, body: rest(number, issue) };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/issues\/(\d+)$/,
      ([, number]) => {
        const issue = found(number);
        if (!github.mayReadIssues) return refused;
        return issue ? { status: 200, body: rest(Number(number), issue) } : unknown;
      },
    ],
    [
      /^PATCH \/repos\/osg\/images\/issues\/(\d+)$/,
      ([, number], { title, body, state, state_reason }) => {
        const issue = found(number);
        if (!issue) return unknown;
        if (!github.mayWriteIssues) return refused;
        if (title !== undefined) issue.title = String(title);
        if (body !== undefined) issue.body = String(body);
        if (state === "closed") Object.assign(issue, { state, stateReason: state_reason, closedAt: now() });
        if (state === "open") {
          Object.assign(issue, { state, stateReason: "reopened" });
          delete issue.closedAt;
        }
        if (state !== undefined) delete issue.closedBy;
        return { status: 200, body: rest(Number(number), issue) };
      },
    ],
    [
      /^POST \/repos\/osg\/images\/labels$/,
      (_, { name, color, description }) => {
        if (!github.mayWriteIssues) return refused;
        if (github.labels.has(String(name))) {
          const errors = [{ resource: "Label", code: "already_exists", field: "name" }];
          return { status: 422, body: { message: "Validation Failed", errors, status: "422" } };
        }
        github.labels.add(String(name));
        return { status: 201, body: { id: 1, name, color, description } };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/collaborators\/([^/]+)\/permission$/,
      ([, text = ""]) => {
        const login = decodeURIComponent(text);
        const role = github.permissions.get(login) ?? (login.endsWith("[bot]") ? "absent" : "read");
        if (role === "absent") return { status: 404, body: { message: `${login} is not a user`, status: "404" } };
        return { status: 200, body: { permission: legacy[role] ?? role, role_name: role, user: account(login) } };
      },
    ],
  ];
}
