import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as GitHub keeps it. */
export interface Comment {
  id: number;
  author: string;
  body: string;
}

export interface PullRequestState {
  state: "open" | "closed";
  merged: boolean;
  head: string;
  comments: Comment[];
  /** The commit that it was merged as. */
  mergedAs?: string;
}

/** What one request is answered with instead. */
interface Fault {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Cuts the connection. */
  drop?: boolean;
}

/** One repository of GitHub's, `osg/images`, that answers as the REST and GraphQL APIs do: what the tests set is what is answered. */
export interface GitHub {
  /** What an action's step needs to find it. */
  env: Record<string, string>;
  url: string;
  /** Commits by branch. */
  branches: Map<string, string>;
  pulls: Map<number, PullRequestState>;
  /** Whose token it is: the author of what it writes. */
  login: string;
  /** Without it, comments are refused as GitHub refuses them. */
  mayComment: boolean;
  /** `GET /repos/…`, in the order in which they came. */
  requests: string[];
  /** Called with each request before it is answered: to change something at that moment, or to answer otherwise. */
  onRequest: (line: string) => Fault | undefined;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
}

const refused: Answer = { status: 403, body: { message: "Resource not accessible by integration", status: "403" } };
const unknown: Answer = { status: 404, body: { message: "Not Found", status: "404" } };
const pageSize = 100;

export async function startGitHub(): Promise<GitHub> {
  let nextId = 1000;
  const github: GitHub = {
    env: {},
    url: "",
    branches: new Map(),
    pulls: new Map(),
    login: "github-actions[bot]",
    mayComment: true,
    requests: [],
    onRequest: () => undefined,
    close: () => Promise.resolve(),
  };

  const restComment = ({ id, author, body }: Comment) => ({ id, node_id: `IC_${id}`, body, user: { login: author } });

  const routes: [RegExp, (match: RegExpExecArray, body: Record<string, unknown>) => Answer][] = [
    [
      /^GET \/repos\/osg\/images\/git\/ref\/heads%2F(.+)$/,
      ([, branch = ""]) => {
        const sha = github.branches.get(decodeURIComponent(branch));
        return sha === undefined
          ? unknown
          : { status: 200, body: { ref: `refs/heads/${branch}`, object: { type: "commit", sha } } };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/pulls\/(\d+)$/,
      ([, number]) => {
        const pull = github.pulls.get(Number(number));
        if (!pull) return unknown;
        const { state, merged, head } = pull;
        return {
          status: 200,
          body: { number: Number(number), state, merged, head: { sha: head, ref: "change" }, base: { ref: "main" } },
        };
      },
    ],
    [
      /^GET \/repos\/osg\/images\/commits\/([0-9a-f]{40})\/pulls\?per_page=100$/,
      ([, commit]) => {
        const found = [...github.pulls].filter(([, { mergedAs }]) => mergedAs === commit);
        return {
          status: 200,
          body: found.map(([number, { merged }]) => ({ number, merged_at: merged ? "2026-11-24T00:00:00Z" : null })),
        };
      },
    ],
    [
      /^POST \/repos\/osg\/images\/issues\/(\d+)\/comments$/,
      ([, number], { body }) => {
        const pull = github.pulls.get(Number(number));
        if (!pull) return unknown;
        if (!github.mayComment) return refused;
        const comment = { id: nextId++, author: github.login, body: String(body) };
        pull.comments.push(comment);
        return { status: 201, body: restComment(comment) };
      },
    ],
    [
      /^PATCH \/repos\/osg\/images\/issues\/comments\/(\d+)$/,
      ([, id], { body }) => {
        const comment = [...github.pulls.values()].flatMap(({ comments }) => comments).find((one) => one.id === Number(id));
        if (!comment) return unknown;
        if (!github.mayComment || comment.author !== github.login) return refused;
        comment.body = String(body);
        return { status: 200, body: restComment(comment) };
      },
    ],
    [
      /^POST \/graphql$/,
      (_, { query, variables }) => {
        const { number, after } = variables as { number: number; after?: string };
        if (!/comments\(first: 100, after: \$after\)/.test(String(query)))
          return { status: 200, body: { errors: [{ message: "unexpected query" }] } };
        const pull = github.pulls.get(number);
        if (!pull)
          return {
            status: 200,
            body: {
              data: null,
              errors: [{ type: "NOT_FOUND", message: `Could not resolve to a PullRequest with the number of ${number}.` }],
            },
          };
        const start = after === undefined ? 0 : Number(after);
        const nodes = pull.comments
          .slice(start, start + pageSize)
          .map(({ id, author, body }) => ({ databaseId: id, body, viewerDidAuthor: author === github.login }));
        const end = start + nodes.length;
        const pageInfo = { hasNextPage: end < pull.comments.length, endCursor: nodes.length === 0 ? null : String(end) };
        return { status: 200, body: { data: { repository: { pullRequest: { comments: { nodes, pageInfo } } } } } };
      },
    ],
  ];

  const server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    const body = await bodyOf(request);
    github.requests.push(line);
    const fault = github.onRequest(line);
    if (fault?.drop) {
      request.socket.destroy();
      return;
    }
    const answer = fault ? { status: fault.status ?? 500, body: fault.body ?? { message: "fault" } } : answerOf(line, body);
    response.writeHead(answer.status, { "content-type": "application/json; charset=utf-8", ...fault?.headers });
    response.end(JSON.stringify(answer.body));
  });
  const answerOf = (line: string, body: Record<string, unknown>): Answer => {
    for (const [pattern, answer] of routes) {
      const match = pattern.exec(line);
      if (match) return answer(match, body);
    }
    return unknown;
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  github.env = { GITHUB_API_URL: github.url };
  github.close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return github;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
