import type { Comment, IssueState } from "../github-issues.ts";
import type { Answer, Route } from "./route.ts";
import type { GitHub } from "./state.ts";

const pageSize = 100;

interface Variables {
  number: number;
  after?: string;
}

/** A query that Tagstream asks, and what GitHub answers. */
type Query = [RegExp, (github: GitHub, variables: Variables, text: string) => Answer];

const queries: readonly Query[] = [
  [/issue\(number: \$number\) \{ viewerDidAuthor \}/, issueAuthor],
  [/timelineItems\(last: 1, itemTypes: \[CLOSED_EVENT\]\)/, closers],
  [/commented: pullRequest\(.*comments\(first: 100, after: \$after\)/, commentsOnPull],
  [/commented: issue\(.*comments\(first: 100, after: \$after\)/, commentsOnIssue],
];

/** The GraphQL API: comments page by page, and what it alone says: whose token wrote something, and what has closed an issue. */
export function graphqlRoute(github: GitHub): Route {
  return [
    /^POST \/graphql$/,
    (_, { query, variables }) => {
      const text = String(query).replace(/\s+/g, " ");
      const [, answer] = queries.find(([pattern]) => pattern.test(text)) ?? [];
      return answer ? answer(github, variables as Variables, text) : errors({ message: "unexpected query" });
    },
  ];
}

function issueAuthor(github: GitHub, { number }: Variables): Answer {
  if (!github.mayReadIssues) return forbidden;
  const issue = github.issues.get(number);
  return issue ? data({ issue: { viewerDidAuthor: issue.author?.login === github.login } }) : notFound("an Issue", number);
}

function commentsOnPull(github: GitHub, { number, after }: Variables): Answer {
  const pull = github.pulls.get(number);
  return pull ? pageOfComments(github, pull.comments, number, after) : notFound("a PullRequest", number);
}

function commentsOnIssue(github: GitHub, { number, after }: Variables): Answer {
  if (!github.mayReadIssues) return forbidden;
  const issue = github.issues.get(number);
  return issue ? pageOfComments(github, issue.comments, number, after) : notFound("an Issue", number);
}

function pageOfComments(github: GitHub, all: readonly Comment[], number: number, after: string | undefined): Answer {
  const start = after === undefined ? 0 : Number(after);
  const nodes = all
    .slice(start, start + pageSize)
    .map(({ id, author, body }) => ({ databaseId: id, body, viewerDidAuthor: author === github.login }));
  const end = start + nodes.length;
  const pageInfo = { hasNextPage: end < all.length, endCursor: nodes.length === 0 ? null : String(end) };
  return data({ commented: { number, comments: { nodes, pageInfo } } });
}

/** As GitHub does, what the token may not see is null, beside an error that names the place. */
function closers(github: GitHub, _: Variables, text: string): Answer {
  if (!github.mayReadIssues) return forbidden;
  const asked = [...text.matchAll(/(\w+): issue\(number: (\d+)\)/g)].map(
    ([, name = "", number]) => [name, github.issues.get(Number(number))] as const,
  );
  const answer = data(Object.fromEntries(asked.map(([name, issue]) => [name, issue && lastClosing(issue)])));
  const hidden = asked.flatMap(([name, issue]) => (issue?.closedBy?.hidden ? [hiddenCloser(name)] : []));
  return hidden.length === 0 ? answer : { ...answer, body: { ...answer.body, errors: hidden } };
}

function lastClosing({ closedAt, closedBy }: IssueState): object {
  return { timelineItems: { nodes: closedAt === undefined ? [] : [{ closer: shownCloser(closedBy) }] } };
}

function shownCloser(closer: IssueState["closedBy"]): object | null {
  if (!closer || closer.hidden) return null;
  const { __typename, url } = closer;
  return __typename === "ProjectV2" ? { __typename } : { __typename, url };
}

function hiddenCloser(name: string): object {
  const path = ["repository", name, "timelineItems", "nodes", 0, "closer"];
  return { type: "FORBIDDEN", path, message: "Resource not accessible by integration" };
}

function data(repository: object) {
  return { status: 200, body: { data: { repository } } };
}

function errors(...list: object[]): Answer {
  return { status: 200, body: { data: null, errors: list } };
}

function notFound(kind: string, number: number): Answer {
  return errors({ type: "NOT_FOUND", message: `Could not resolve to ${kind} with the number of ${number}.` });
}

const forbidden = errors({ type: "FORBIDDEN", message: "Resource not accessible by integration" });
