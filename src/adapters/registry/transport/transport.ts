import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { createSlots, type Slots } from "../../../core/lib/slots.ts";
import { agentFor } from "../../http/proxy.ts";
import { createPace, Progress } from "./pace.ts";
import { HostFault } from "./unreachable.ts";

export type Method = "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";

export interface HttpRequest {
  method: Method;
  url: URL;
  headers: Record<string, string>;
  /** A stream needs a `content-length` header, and can be sent only once. */
  body?: Uint8Array | Readable;
  /** Multiplies the limit on silence, in either direction. */
  patience?: number;
  /** The answer may have any length: it must keep moving, but may exceed the time limit. */
  long?: boolean;
  /** Ends the exchange and its answer's body. Throws the signal's reason. */
  signal?: AbortSignal;
  /** Receives the progress of the exchange. */
  progress?: Progress;
}

/**
 * An answer with its body unread: it occupies a connection, so the caller must read or destroy it.
 */
export interface HttpAnswer {
  /** The final URL, after redirects. */
  url: URL;
  status: number;
  headers: http.IncomingHttpHeaders;
  body: http.IncomingMessage;
}

/** One request on the wire, for callers who count requests. `status` is 0 without an answer. */
export interface RequestEvent {
  method: Method;
  host: string;
  /** Without its query, which may hold signatures. */
  path: string;
  status: number;
}

export interface TransportOptions {
  /** Milliseconds until a connection must be established. */
  connectTimeout?: number;
  /** Milliseconds without a byte in either direction: 30 s. */
  idleTimeout?: number;
  /** Milliseconds for an exchange with its body, or for a long body's next progress: 60 s. */
  timeLimit?: number;
  userAgent?: string;
  onRequest?: (event: RequestEvent) => void;
}

/**
 * One HTTP exchange, without redirects and retries. Rejects with Node's errors (`ECONNRESET`,
 * `ETIMEDOUT` …).
 */
export type Exchange = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * Polite to a registry, and enough to hide latency. A copy of a blob holds two connections: see `copy.ts`.
 */
const connectionsPerOrigin = 12;

/**
 * HTTP/1.1 with kept-alive connections, a limit per origin, and time limits, through the
 * environment's proxy (see `usesProxy`).
 */
export function createExchange(options: TransportOptions = {}): Exchange {
  const origins = new Map<string, { agent: http.Agent; slots: Slots }>();
  const lane = (url: URL) => {
    const known = origins.get(url.origin);
    if (known) return known;
    // Limit here, not in the agent: time in its queue would count as connecting.
    const made = { agent: agentFor(url), slots: createSlots(connectionsPerOrigin) };
    origins.set(url.origin, made);
    return made;
  };
  return async (request) => {
    const { agent, slots } = lane(request.url);
    const release = await slots();
    if (request.signal?.aborted) {
      release();
      throw request.signal.reason;
    }
    const report = (status: number) =>
      options.onRequest?.({ method: request.method, host: request.url.host, path: request.url.pathname, status });
    try {
      const incoming = await send(request, agent, options);
      incoming.once("close", release);
      report(incoming.statusCode ?? 0);
      return { url: request.url, status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming };
    } catch (error) {
      release();
      report(0);
      throw error;
    }
  };
}

/** Bytes: longer bodies count as long. */
const longBody = 1024 * 1024;

/** Whether a request may take any time while it moves. */
export function sendsLong({ body }: HttpRequest): boolean {
  return body instanceof Readable || (body?.length ?? 0) > longBody;
}

function send(request: HttpRequest, agent: http.Agent, options: TransportOptions): Promise<http.IncomingMessage> {
  const { method, url, headers, body } = request;
  return new Promise((resolve, reject) => {
    const length = body instanceof Uint8Array ? { "content-length": String(body.length) } : {};
    const outgoing = (url.protocol === "https:" ? https : http).request(url, {
      method,
      agent,
      headers: { "user-agent": options.userAgent ?? "tagstream", ...length, ...headers },
    });
    limitTime(outgoing, request, options);
    outgoing.on("error", (error) => {
      if (body instanceof Readable) body.destroy();
      reject(error);
    });
    outgoing.once("response", (answer) => {
      // The reader handles errors; without a reader, ignore them.
      answer.on("error", () => {});
      if (body instanceof Readable) answer.once("close", () => body.destroy());
      resolve(answer);
    });
    if (body instanceof Readable) {
      body.once("error", (error) => outgoing.destroy(error));
      body.pipe(outgoing);
    } else {
      outgoing.end(body);
    }
  });
}

/** Ends an exchange on its signal, and on a late, silent or too slow connection. */
function limitTime(outgoing: http.ClientRequest, request: HttpRequest, options: TransportOptions): void {
  const { url, patience = 1, long = false, signal, progress = new Progress() } = request;
  const { connectTimeout = 15_000, idleTimeout = 30_000, timeLimit = 60_000 } = options;
  let incoming: http.IncomingMessage | undefined;
  const end = (error: Error) => (incoming ?? outgoing).destroy(error);
  const abort = () => end(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  // Covers DNS, a proxy's CONNECT and the TLS handshake.
  const connecting = setTimeout(() => end(timedOut(`no connection within ${connectTimeout / 1000} s`)), connectTimeout);
  const connected = () => clearTimeout(connecting);
  outgoing.once("socket", (socket) => {
    outlive(socket);
    progress.begin(socket);
    if (socket.connecting) socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected);
    else connected();
  });
  outgoing.once("error", connected);
  const idle = patience * idleTimeout;
  outgoing.setTimeout(idle, () => end(timedOut(`silent for ${idle / 1000} s`)));
  const remedy = "Check its health and this machine's network";
  const pace = createPace(progress, timeLimit, (what) => end(new HostFault(url.host, `is too slow: ${what}. ${remedy}.`)));
  if (sendsLong(request)) {
    pace.keepMoving(() => outgoing.writableLength > 0);
    outgoing.once("finish", () => pace.endWithin(patience));
  } else {
    pace.endWithin(patience);
  }
  outgoing.once("response", (answer) => {
    incoming = answer;
    // If our reader does not consume the bytes, the host is not to blame.
    if (long) pace.keepMoving(() => answer.readableLength === 0);
  });
  outgoing.once("close", () => {
    pace.stop();
    signal?.removeEventListener("abort", abort);
  });
}

const outlived = new WeakSet<object>();

/**
 * A registry that refuses a request before reading it closes the connection. A pending write then
 * fails after the answer was read. Without a listener that error would end the process.
 */
function outlive(socket: NodeJS.EventEmitter): void {
  if (outlived.has(socket)) return;
  outlived.add(socket);
  socket.on("error", () => {});
}

function timedOut(message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}

/** Thrown when a body is longer than expected. */
export class TooLong extends Error {}

/** Reads a body to its end. @throws TooLong above the limit (bytes), and Node's errors */
export async function readBody(body: http.IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > limit) throw new TooLong(`more than ${limit} bytes`); // leaving the loop destroys the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Milliseconds: longer than a new connection takes. */
const drainTime = 1000;

/** Drains an unused body for reuse of its connection; aborts a long or slow one. */
export async function drain(body: http.IncomingMessage): Promise<void> {
  const slow = setTimeout(() => body.destroy(), drainTime);
  await readBody(body, 64 * 1024).catch(() => {});
  clearTimeout(slow);
}
