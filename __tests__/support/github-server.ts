import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { actionsRoutes } from "./github/actions-routes.ts";
import { commentRoutes } from "./github/comment-routes.ts";
import { graphqlRoute } from "./github/graphql.ts";
import { issueRoutes } from "./github/issue-routes.ts";
import { repositoryRoutes } from "./github/repository-routes.ts";
import { type Answer, type Route, unknown } from "./github/route.ts";
import { emptyGitHub, type Fault, type GitHub } from "./github/state.ts";

export type { GitHub } from "./github/state.ts";

/** Starts a GitHub that has nothing yet. */
export async function startGitHub(): Promise<GitHub> {
  const github = emptyGitHub();
  const routes = [
    ...issueRoutes(github),
    ...commentRoutes(github),
    graphqlRoute(github),
    ...repositoryRoutes(github),
    ...actionsRoutes(github),
  ];
  const server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    const body = await bodyOf(request);
    github.requests.push(line);
    const byHosted = await hostedAnswers(github);
    const { authorization } = request.headers;
    const answer = () => byHosted?.(github.hosted, { line, body, authorization }) ?? answerOf(routes, line, body);
    const fault = github.onRequest(line);
    const done = !fault || fault.done ? answer() : undefined;
    const turn = github.statuses.push(0) - 1;
    if (fault?.drop) {
      request.socket.destroy();
      return;
    }
    const given = done && !fault ? done : { status: fault?.status ?? 500, body: fault?.body ?? { message: "fault" } };
    github.statuses[turn] = send(given, fault, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  github.env = { GITHUB_API_URL: github.url };
  github.close = () => close(server);
  return github;
}

/** GitHub's published schemas take a while to load, and few tests host repositories. */
async function hostedAnswers({ hosted }: GitHub) {
  return hosted.repositories.length === 0 ? undefined : (await import("./github/hosted/index.ts")).answerHosted;
}

function answerOf(routes: readonly Route[], line: string, body: Record<string, unknown>): Answer {
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(line);
    if (match) return answer(match, body);
  }
  return unknown;
}

/** Answers, with 304 for what the client has already. Returns the status. */
function send(answer: Answer, fault: Fault | undefined, request: IncomingMessage, response: ServerResponse): number {
  const etag = `W/"${createHash("sha256").update(JSON.stringify(answer)).digest("hex")}"`;
  const tagged = request.method === "GET" && answer.status === 200;
  const known = tagged && request.headers["if-none-match"] === etag;
  const status = known ? 304 : answer.status;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    ...(tagged ? { etag } : {}),
    ...(known ? {} : answer.headers),
    ...fault?.headers,
  });
  response.end(known || status === 204 ? undefined : (fault?.text ?? JSON.stringify(answer.body)));
  return status;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
