import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname } from "node:path";

export interface GitServer {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** The Authorization headers of each request that came. */
  authorizations: string[][];
  close(): Promise<void>;
}

/**
 * Serves a bare repository as `{url}/osg/{name}` over git's smart HTTP protocol, to those alone who send exactly this Authorization header:
 * 401 without one, and 400 with two, as GitHub answers.
 */
export async function serveGit(bare: string, authorization: string): Promise<GitServer> {
  const authorizations: string[][] = [];
  const server = createServer((request, response) => {
    const sent = request.rawHeaders.filter(
      (_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === "authorization",
    );
    authorizations.push(sent);
    if (sent.length > 1) response.writeHead(400).end();
    else if (sent[0] !== authorization) response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
    else runBackend(bare, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, authorizations, close };
}

/** git-http-backend(1), a CGI program. */
function runBackend(bare: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const env = {
    ...process.env,
    GIT_PROJECT_ROOT: dirname(bare),
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: url.pathname.replace(/^\/osg\/[^/]+/, `/${basename(bare)}`),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? "GET",
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
  };
  const backend = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "inherit"] });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    const headers = output
      .toString("latin1", 0, end)
      .split("\r\n")
      .map((line) => line.split(/:\s*/, 2) as [string, string]);
    const status = Number(headers.find(([name]) => name === "Status")?.[1]?.slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== "Status"))).end(output.subarray(end + 4));
  });
}
