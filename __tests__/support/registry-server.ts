import http from "node:http";
import type { AddressInfo } from "node:net";

/** One request as a test's server got it. */
export interface Received {
  method: string;
  /** With its query. */
  path: string;
  headers: http.IncomingHttpHeaders;
  /** As Latin-1. */
  body: string;
  bytes: Buffer;
}

export interface TestServer {
  /** `127.0.0.1:PORT`, as in a repository's name. */
  host: string;
  origin: string;
  received: Received[];
  /** The most requests that were being answered at a time. */
  most(): number;
  close(): Promise<void>;
}

/** What a test's server answers; `destroy` breaks the connection, after `body` where there is one. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  destroy?: boolean;
  /** Milliseconds between the head of the answer and its body. */
  slow?: number;
  /** Never answers. */
  hang?: boolean;
  /** Milliseconds between one byte and the next: of the body, or of the whole answer, its head too. */
  drip?: { every: number; of: "body" | "answer" };
}

/** An HTTP server that answers by a function of the test, to show what real registries do when they are not well. */
export async function serve(reply: (request: Received, count: number) => Reply | Promise<Reply>): Promise<TestServer> {
  const received: Received[] = [];
  let open = 0;
  let most = 0;
  const server = http.createServer(async (incoming, outgoing) => {
    most = Math.max(most, ++open);
    outgoing.once("close", () => open--);
    const request = await receive(incoming).catch(() => undefined);
    if (!request) return; // The client gave up within its request.
    received.push(request);
    send(await reply(request, received.length), incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    received,
    most: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function receive(incoming: http.IncomingMessage): Promise<Received> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: incoming.headers,
    bytes,
    get body() {
      return bytes.toString("latin1");
    },
  };
}

function send(reply: Reply, incoming: http.IncomingMessage, outgoing: http.ServerResponse): void {
  const { status = 200, headers = {}, body = "", drip, slow = 0 } = reply;
  if (reply.hang) return;
  if (drip) {
    dripping(outgoing, status, headers, body, drip);
  } else if (slow > 0) {
    outgoing.writeHead(status, headers).flushHeaders();
    setTimeout(() => outgoing.end(body), slow);
  } else if (!reply.destroy) {
    outgoing.writeHead(status, headers).end(incoming.method === "HEAD" ? undefined : body);
  } else if (body.length === 0) {
    incoming.socket.destroy();
  } else {
    outgoing.writeHead(status, { ...headers, "content-length": String(body.length + 100) });
    outgoing.write(body, () => setTimeout(() => incoming.socket.destroy(), 20));
  }
}

function dripping(
  outgoing: http.ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array,
  { every, of }: NonNullable<Reply["drip"]>,
): void {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.from(of === "answer" ? `HTTP/1.1 ${status} OK\r\n${head.join("")}content-length: 9\r\n\r\n` : body);
  if (of === "body") outgoing.writeHead(status, { ...headers, "content-length": String(bytes.length) }).flushHeaders();
  const to = of === "body" ? outgoing : outgoing.socket;
  let at = 0;
  const timer = setInterval(() => {
    if (at < bytes.length) to?.write(bytes.subarray(at, ++at));
  }, every);
  outgoing.once("close", () => clearInterval(timer));
}
