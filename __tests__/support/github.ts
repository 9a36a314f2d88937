import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** One answer as GitHub's REST API gives it. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Cuts the connection in place of an answer. */
  drop?: boolean;
}

export interface GitHubServer {
  /** For GITHUB_API_URL. */
  url: string;
  /** `GET /repos/…`, in the order in which they came. */
  requests: { line: string; authorization: string | undefined }[];
  close(): Promise<void>;
}

/** GitHub's answers to `GET /repos/{owner}/{repo}/git/ref/heads/{branch}`, and its errors. */
export const answers = {
  ref: (branch: string, sha: string): Answer => ({
    status: 200,
    body: {
      ref: `refs/heads/${branch}`,
      node_id: "x",
      url: "https://api.github.com/x",
      object: { type: "commit", sha, url: "https://api.github.com/x" },
    },
  }),
  error: (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
    status,
    headers,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  }),
};

/** Answers requests in turn, whatever they are; the last answer is given again and again. */
export async function serveGitHub(queue: readonly Answer[]): Promise<GitHubServer> {
  const requests: GitHubServer["requests"] = [];
  const server = createServer((request, response) => {
    const answer = queue[Math.min(requests.length, queue.length - 1)] ?? { status: 500 };
    requests.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    if (answer.drop) request.socket.destroy();
    else {
      response.writeHead(answer.status, { "content-type": "application/json; charset=utf-8", ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, requests, close };
}

/** An HTTP proxy that leads every tunnel it is asked for to one server. */
export async function serveProxy(target: string): Promise<{ url: string; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const sockets: { destroy(): void }[] = [];
  const server = createServer();
  server.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const { hostname, port } = new URL(target);
    const through = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      through.pipe(socket).pipe(through);
    });
    sockets.push(socket, through);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, asked, close };
}
