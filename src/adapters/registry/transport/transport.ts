import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { agentFor } from "../../http/proxy.ts";
import { createPace, Progress } from "./pace.ts";
import { HostFault } from "./unreachable.ts";

export type Method = "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";

export interface HttpRequest {
  method: Method;
  url: URL;
  headers: Record<string, string>;
  /** A stream needs a `content-length` among the headers; it can be sent once only. */
  body?: Uint8Array | Readable;
  /** How many times longer than usual nothing may come in either direction. */
  patience?: number;
  /** The answer's body may be of any length: it has to go on, and need not end within the time limit. */
  long?: boolean;
  /** Ends the exchange, and the body of its answer. Its reason is thrown. */
  signal?: AbortSignal;
  /** Called with the progress of the exchange. */
  progress?: Progress;
}

/** An answer whose body is still to come: it has to be read, or destroyed, since it occupies a connection. */
export interface HttpAnswer {
  /** What was asked in the end, redirects followed. */
  url: URL;
  status: number;
  headers: http.IncomingHttpHeaders;
  body: http.IncomingMessage;
}

/** One request as it went over the wire, for those who count them. `status` is 0 when there was no answer. */
export interface RequestEvent {
  method: Method;
  host: string;
  /** Without its query, which may hold signatures. */
  path: string;
  status: number;
}

export interface TransportOptions {
  /** Milliseconds until a connection must stand. */
  connectTimeout?: number;
  /** Milliseconds without a byte in either direction: 30 s. */
  idleTimeout?: number;
  /** Milliseconds within which an exchange ends, its body read, or a long body moves on: 60 s. */
  timeLimit?: number;
  userAgent?: string;
  onRequest?: (event: RequestEvent) => void;
}

/** One HTTP exchange: no redirect followed, nothing tried again. Rejects with what Node says (`ECONNRESET`, `ETIMEDOUT` …). */
export type Exchange = (request: HttpRequest) => Promise<HttpAnswer>;

/** Polite to a registry, and enough to hide latency. Copies hold two connections each: see `copy.ts`. */
const connectionsPerOrigin = 12;

/**
 * HTTP/1.1 with connections kept alive, a limit on those to one origin, and time limits; by the proxy of the
 * environment, see `usesProxy`.
 */
export function createExchange(options: TransportOptions = {}): Exchange {
  const origins = new Map<string, { agent: http.Agent; slots: Slots }>();
  const lane = (url: URL) => {
    const known = origins.get(url.origin);
    if (known) return known;
    // An agent has no limit of its own: in its queue the time for connecting would run already.
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

/** Bytes: longer bodies are long ones. */
const longBody = 1024 * 1024;

/** Whether a request takes as long as it takes to be sent, as long as it goes on. */
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
      // Whoever reads hears of errors; nobody may be reading.
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

/** Ends an exchange when its signal says so, when its connection does not stand in time or is silent, and when it takes too long. */
function limitTime(outgoing: http.ClientRequest, request: HttpRequest, options: TransportOptions): void {
  const { url, patience = 1, long = false, signal, progress = new Progress() } = request;
  const { connectTimeout = 15_000, idleTimeout = 30_000, timeLimit = 60_000 } = options;
  let incoming: http.IncomingMessage | undefined;
  const end = (error: Error) => (incoming ?? outgoing).destroy(error);
  const abort = () => end(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  // Runs until the connection stands: looking up the name, a proxy's CONNECT and the TLS handshake included.
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
  const remedy = "Check its health, and this machine's network";
  const pace = createPace(progress, timeLimit, (what) => end(new HostFault(url.host, `is too slow: ${what}. ${remedy}.`)));
  if (sendsLong(request)) {
    pace.keepMoving(() => outgoing.writableLength > 0);
    outgoing.once("finish", () => pace.endWithin(patience));
  } else {
    pace.endWithin(patience);
  }
  outgoing.once("response", (answer) => {
    incoming = answer;
    // Where what was read is not taken, it is not the host that is waited for.
    if (long) pace.keepMoving(() => answer.readableLength === 0);
  });
  outgoing.once("close", () => {
    pace.stop();
    signal?.removeEventListener("abort", abort);
  });
}

const outlived = new WeakSet<object>();

/**
 * A registry that refuses a request before it has read it closes the connection: what is still being written then fails once the
 * answer was read, when nobody listens to the connection any more, and would end the process.
 */
function outlive(socket: NodeJS.EventEmitter): void {
  if (outlived.has(socket)) return;
  outlived.add(socket);
  socket.on("error", () => {});
}

function timedOut(message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}

/** Resolves once one may begin; what it gives is called at the end. */
export type Slots = () => Promise<() => void>;

/** At most `count` holders at once, served in the order in which they came. */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let held = true;
    return () => {
      if (held) release();
      held = false;
    };
  };
}

/** Thrown when a body is longer than what was to be expected. */
export class TooLong extends Error {}

/** Reads a body to its end. Throws `TooLong` above the limit (bytes), and what Node says when it breaks off. */
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

/** Milliseconds: longer than another connection takes to be made. */
const drainTime = 1000;

/** Drains an unused body, so that its connection can be reused; aborts a long or slow one. */
export async function drain(body: http.IncomingMessage): Promise<void> {
  const slow = setTimeout(() => body.destroy(), drainTime);
  await readBody(body, 64 * 1024).catch(() => {});
  clearTimeout(slow);
}
