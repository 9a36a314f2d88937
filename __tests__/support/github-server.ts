import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { commentRoutes } from "./github-comments.ts";
import { type IssueState, issueRoutes, type Role } from "./github-issues.ts";

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
  /** In place of a body in JSON. */
  text?: string;
  /** Cuts the connection. */
  drop?: boolean;
  /** Only the answer is lost: what was asked for is done. */
  done?: boolean;
}

/** One repository of GitHub's, `osg/images`, that answers as the REST and GraphQL APIs do: what the tests set is what is answered. */
export interface GitHub {
  /** What an action's step needs to find it. */
  env: Record<string, string>;
  url: string;
  /** Commits by branch. */
  branches: Map<string, string>;
  pulls: Map<number, PullRequestState>;
  issues: Map<number, IssueState>;
  labels: Set<string>;
  /** What accounts may do, by login; any other user may read. */
  permissions: Map<string, Role>;
  issuesDisabled: boolean;
  mayReadIssues: boolean;
  mayWriteIssues: boolean;
  /** Without it, new issues lack the labels that were asked for. */
  maySetLabels: boolean;
  /** Whose token it is: the author of what it writes. */
  login: string;
  /** Without it, comments on pull requests are refused as GitHub refuses them. */
  mayComment: boolean;
  /** `GET /repos/…`, in the order in which they came. */
  requests: string[];
  /** The status that each of `requests` was answered with; 0 where the connection was cut. */
  statuses: number[];
  /** Called with each request before it is answered: to change something at that moment, or to answer otherwise. */
  onRequest: (line: string) => Fault | undefined;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What answers a request whose line matches. */
export type Route = [RegExp, (match: RegExpExecArray, body: Record<string, unknown>) => Answer];

const unknown: Answer = { status: 404, body: { message: "Not Found", status: "404" } };

export async function startGitHub(): Promise<GitHub> {
  const github: GitHub = {
    env: {},
    url: "",
    branches: new Map(),
    pulls: new Map(),
    issues: new Map(),
    labels: new Set(),
    permissions: new Map(),
    issuesDisabled: false,
    mayReadIssues: true,
    mayWriteIssues: true,
    maySetLabels: true,
    login: "github-actions[bot]",
    mayComment: true,
    requests: [],
    statuses: [],
    onRequest: () => undefined,
    close: () => Promise.resolve(),
  };

  const routes: Route[] = [
    ...issueRoutes(github),
    ...commentRoutes(github),
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
  ];

  const server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    const body = await bodyOf(request);
    github.requests.push(line);
    const fault = github.onRequest(line);
    const done = !fault || fault.done ? answerOf(line, body) : undefined;
    const turn = github.statuses.push(0) - 1;
    if (fault?.drop) {
      request.socket.destroy();
      return;
    }
    const answer: Answer = done && !fault ? done : { status: fault?.status ?? 500, body: fault?.body ?? { message: "fault" } };
    const etag = `W/"${createHash("sha256").update(JSON.stringify(answer)).digest("hex")}"`;
    const tagged = request.method === "GET" && answer.status === 200;
    const known = tagged && request.headers["if-none-match"] === etag;
    const status = known ? 304 : answer.status;
    github.statuses[turn] = status;
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      ...(tagged ? { etag } : {}),
      ...(known ? {} : answer.headers),
      ...fault?.headers,
    });
    response.end(known ? undefined : (fault?.text ?? JSON.stringify(answer.body)));
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
