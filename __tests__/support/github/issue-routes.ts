import { account, holdState, type IssueState } from "../github-issues.ts";
import { type Answer, type Route, refused, unknown } from "./route.ts";
import type { GitHub } from "./state.ts";

const gone: Answer = { status: 410, body: { message: "Issues has been disabled in this repository.", status: "410" } };
/** Roles that an older field of the API has other names for. */
const legacy: Record<string, string> = { maintain: "write", triage: "read" };

/** The parts of the REST API that issues, their labels and their authors' permissions are. */
export function issueRoutes(github: GitHub): Route[] {
  return [...readingRoutes(github), ...writingRoutes(github), labelRoute(github), permissionRoute(github), userRoute(github)];
}

function readingRoutes(github: GitHub): Route[] {
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
          body: matching.slice(start, start + size).map(([number, issue]) => restIssue(number, issue)),
          ...(next ? { headers: { link: `<${github.url}/repositories/1/issues?page=x>; rel="next"` } } : {}),
        };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/issues\/(\d+)$/,
      ([, number]) => {
        const issue = github.issues.get(Number(number));
        if (!github.mayReadIssues) return refused;
        return issue ? { status: 200, body: restIssue(Number(number), issue) } : unknown;
      },
    ],
  ];
}

function writingRoutes(github: GitHub): Route[] {
  return [
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
          createdAt: timeOf(github),
        });
        github.issues.set(number, issue);
        return { status: 201, body: restIssue(number, issue) };
      },
    ],
    [
      /^PATCH \/repos\/osg\/images\/issues\/(\d+)$/,
      ([, number], { title, body, state, state_reason }) => {
        const issue = github.issues.get(Number(number));
        if (!issue) return unknown;
        if (!github.mayWriteIssues) return refused;
        if (title !== undefined) issue.title = String(title);
        if (body !== undefined) issue.body = String(body);
        if (state === "closed") Object.assign(issue, { state, stateReason: state_reason, closedAt: timeOf(github) });
        if (state === "open") {
          Object.assign(issue, { state, stateReason: "reopened" });
          delete issue.closedAt;
        }
        if (state !== undefined) delete issue.closedBy;
        return { status: 200, body: restIssue(Number(number), issue) };
      },
    ],
  ];
}

function labelRoute(github: GitHub): Route {
  return [
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
  ];
}

function permissionRoute(github: GitHub): Route {
  return [
    /^GET \/repos\/osg\/images\/collaborators\/([^/]+)\/permission$/,
    ([, text = ""]) => {
      const login = decodeURIComponent(text);
      const role = github.permissions.get(login) ?? (login.endsWith("[bot]") ? "absent" : "read");
      if (role === "absent") return { status: 404, body: { message: `${login} is not a user`, status: "404" } };
      return { status: 200, body: { permission: legacy[role] ?? role, role_name: role, user: account(login) } };
    },
  ];
}

/** Whose token it is. A job's own token is nobody's. */
function userRoute(github: GitHub): Route {
  return [
    /^GET \/user$/,
    () => (github.login.endsWith("[bot]") ? refused : { status: 200, body: { id: 1, ...account(github.login) } }),
  ];
}

/** An issue as the REST API describes it. */
function restIssue(number: number, issue: IssueState): object {
  return {
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
  };
}

function timeOf(github: GitHub): string {
  return github
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, "Z");
}
