import type { Comment, GitHub, Route } from "./github-server.ts";

const refused = { status: 403, body: { message: "Resource not accessible by integration", status: "403" } };
const unknown = { status: 404, body: { message: "Not Found", status: "404" } };
const pageSize = 100;

/** Comments on pull requests and issues, by REST and GraphQL, and what GraphQL alone says: whose token wrote something. */
export function commentRoutes(github: GitHub): Route[] {
  let nextId = 1000;
  const rest = ({ id, author, body }: Comment) => ({ id, node_id: `IC_${id}`, body, user: { login: author } });
  const data = (repository: object) => ({ status: 200, body: { data: { repository } } });
  const errors = (...list: object[]) => ({ status: 200, body: { data: null, errors: list } });
  const notFound = (kind: string, number: number) =>
    errors({ type: "NOT_FOUND", message: `Could not resolve to ${kind} with the number of ${number}.` });
  const forbidden = errors({ type: "FORBIDDEN", message: "Resource not accessible by integration" });

  const comments = (number: number, after: string | undefined, list: Comment[]) => {
    const start = after === undefined ? 0 : Number(after);
    const nodes = list
      .slice(start, start + pageSize)
      .map(({ id, author, body }) => ({ databaseId: id, body, viewerDidAuthor: author === github.login }));
    const end = start + nodes.length;
    const pageInfo = { hasNextPage: end < list.length, endCursor: nodes.length === 0 ? null : String(end) };
    return data({ commented: { number, comments: { nodes, pageInfo } } });
  };

  /** As GitHub does, what the token may not see is null, beside an error that names the place. */
  const closings = (asked: [name: string, number: number][]) => {
    const hidden: object[] = [];
    const found = asked.map(([name, number]) => {
      const issue = github.issues.get(number);
      const closer = issue?.closedBy;
      if (closer?.hidden) {
        const path = ["repository", name, "timelineItems", "nodes", 0, "closer"];
        hidden.push({ type: "FORBIDDEN", path, message: "Resource not accessible by integration" });
      }
      const { __typename, url } = closer ?? {};
      const shown = closer && !closer.hidden ? { __typename, ...(__typename === "ProjectV2" ? {} : { url }) } : null;
      return [name, issue && { timelineItems: { nodes: issue.closedAt === undefined ? [] : [{ closer: shown }] } }];
    });
    const answer = data(Object.fromEntries(found));
    return hidden.length === 0 ? answer : { ...answer, body: { ...answer.body, errors: hidden } };
  };

  return [
    [
      /^POST \/repos\/osg\/images\/issues\/(\d+)\/comments$/,
      ([, number], { body }) => {
        const pull = github.pulls.get(Number(number));
        const commented = pull ?? github.issues.get(Number(number));
        if (!commented) return unknown;
        if (!(pull ? github.mayComment : github.mayWriteIssues)) return refused;
        const comment = { id: nextId++, author: github.login, body: String(body) };
        commented.comments.push(comment);
        return { status: 201, body: rest(comment) };
      },
    ],
    [
      /^PATCH \/repos\/osg\/images\/issues\/comments\/(\d+)$/,
      ([, id], { body }) => {
        const isIt = (one: Comment) => one.id === Number(id);
        const onPull = [...github.pulls.values()].flatMap((pull) => pull.comments).find(isIt);
        const comment = onPull ?? [...github.issues.values()].flatMap((issue) => issue.comments).find(isIt);
        if (!comment) return unknown;
        if (!(onPull ? github.mayComment : github.mayWriteIssues) || comment.author !== github.login) return refused;
        comment.body = String(body);
        return { status: 200, body: rest(comment) };
      },
    ],
    [
      /^POST \/graphql$/,
      (_, { query, variables }) => {
        const { number, after } = variables as { number: number; after?: string };
        const text = String(query).replace(/\s+/g, " ");
        const pull = github.pulls.get(number);
        const issue = github.issues.get(number);
        if (/issue\(number: \$number\) \{ viewerDidAuthor \}/.test(text)) {
          if (!github.mayReadIssues) return forbidden;
          return issue
            ? data({ issue: { viewerDidAuthor: issue.author?.login === github.login } })
            : notFound("an Issue", number);
        }
        if (/timelineItems\(last: 1, itemTypes: \[CLOSED_EVENT\]\)/.test(text)) {
          if (!github.mayReadIssues) return forbidden;
          return closings([...text.matchAll(/(\w+): issue\(number: (\d+)\)/g)].map(([, name = "", of]) => [name, Number(of)]));
        }
        if (!/comments\(first: 100, after: \$after\)/.test(text)) return errors({ message: "unexpected query" });
        if (/commented: pullRequest\(/.test(text))
          return pull ? comments(number, after, pull.comments) : notFound("a PullRequest", number);
        if (!/commented: issue\(/.test(text)) return errors({ message: "unexpected query" });
        if (!github.mayReadIssues) return forbidden;
        return issue ? comments(number, after, issue.comments) : notFound("an Issue", number);
      },
    ],
  ];
}
