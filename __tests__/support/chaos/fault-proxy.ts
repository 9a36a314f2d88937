import { createHash } from "node:crypto";
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRandom, type Random } from "./random.ts";

/** What can go wrong with one request. */
export const faults = [
  "429 seconds",
  "429 date",
  "429 unix time",
  "500",
  "502",
  "503",
  "504",
  "reset before",
  "reset after",
  "hang before",
  "hang after",
  "truncated",
  "altered",
  "stale",
] as const;
export type Fault = (typeof faults)[number];

/** A tag that a registry has accepted. */
export interface TagWrite {
  repository: string;
  tag: string;
  digest: string;
}

export interface FaultProxy {
  /** `127.0.0.1:PORT`. */
  host: string;
  /** Every tag that was written, in order, whoever was told of it. */
  writes: TagWrite[];
  /** Requests that change something: puts, and the beginnings of uploads. */
  effects: number;
  /** How likely a request goes wrong, and how: none at first. */
  trouble: { probability: number; kinds: readonly Fault[] };
  /** Called before an effect is passed on, and once the registry has answered it, with its number from 1. `true`: it is lost there. */
  onEffect: (moment: "before" | "after", number: number) => boolean;
  /** From this many requests on, nothing is answered but 503. */
  deadAfter: number;
  /** Tags that its listings do not show yet. */
  hidden: (tag: string) => boolean;
  /** A status that stays, whatever is tried: of a scanner's policy, or a limit of pulls. `reference` is a tag or a digest. */
  refusal: (asked: { method: string; repository: string; reference: string }) => number | undefined;
  /** Refuses another digest under a timestamp tag, as a registry with a rule for that does. */
  immutable: boolean;
  reset(): void;
  /** Resolves once the registry has answered everything that was passed on, whoever is still there to hear it. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** `host:port` of the real registry. */
  registry: string;
  /** What goes wrong with a request follows from this, from what it asks for, and how often that was asked: not from who came first. */
  seed: number;
  /** What it asks for; it is not passed on. */
  login: { username: string; password: string };
}

const effectful = (method: string, path: string): boolean =>
  (method === "PUT" || method === "POST" || method === "PATCH") && path.includes("/v2/");
const timestampTag = /-\d{8}-\d{4}(-\d\d)?$/;

/** Stands before a real registry, asks for a login, and lets what a seed chooses go wrong. Errors echo the login, as bad servers do. */
export async function startFaultProxy({ registry, seed, login }: FaultProxyOptions): Promise<FaultProxy> {
  const expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  const [hostname, port] = registry.split(":");
  let requests = 0;
  let passing = 0;
  const asked = new Map<string, number>();
  const chanceFor = (method: string, url: string): Random => {
    const what = `${method} ${url.replace(/^\/v2\/[^/]+/, "").replace(/uploads\/.*/, "uploads")}`;
    const count = (asked.get(what) ?? 0) + 1;
    asked.set(what, count);
    return createRandom(createHash("sha256").update(`${seed} ${count} ${what}`).digest().readUInt32LE());
  };
  const before = new Map<string, { status: number; headers: IncomingMessage["headers"]; body: Buffer }>();
  const proxy: FaultProxy = {
    host: "",
    writes: [],
    effects: 0,
    trouble: { probability: 0, kinds: [] },
    onEffect: () => false,
    deadAfter: Number.POSITIVE_INFINITY,
    hidden: () => false,
    refusal: () => undefined,
    immutable: false,
    reset: () => {
      Object.assign(proxy, {
        effects: 0,
        trouble: { probability: 0, kinds: [] },
        onEffect: () => false,
        deadAfter: Number.POSITIVE_INFINITY,
      });
      proxy.hidden = () => false;
      proxy.refusal = () => undefined;
      requests = 0;
    },
    quiet: async () => {
      while (passing > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };

  const pass = (method: string, path: string, headers: IncomingMessage["headers"], body: Buffer) =>
    new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
      const { authorization: _, "transfer-encoding": _t, "content-length": _l, ...rest } = headers; // a HEAD made of a PUT has no body
      const length = method === "GET" || method === "HEAD" ? {} : { "content-length": String(body.length) };
      const passed = ask({ hostname, port, method, path, headers: { ...rest, ...length } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
        answer.on("error", reject);
      });
      passed.on("error", reject);
      passed.end(body);
    });

  const passUnlessTaken: typeof pass = async (method, path, headers, body) => {
    const there = await pass("HEAD", path, { ...headers, accept: String(headers["content-type"]) }, Buffer.alloc(0));
    const taken = there.status === 200 && there.headers["docker-content-digest"] !== digestOf(body);
    if (!taken) return pass(method, path, headers, body);
    const refusal = Buffer.from(JSON.stringify({ errors: [{ code: "TAG_IMMUTABLE", message: "the tag is immutable" }] }));
    return { status: 409, headers: { "content-type": "application/json" }, body: refusal };
  };
  const locks = new Map<string, Promise<void>>();
  const lock = async (key: string): Promise<() => void> => {
    const before = locks.get(key);
    let release = (): void => {};
    locks.set(
      key,
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    // Whoever comes later waits for this one, which waits for those before it.
    const own = locks.get(key) as Promise<void>;
    locks.set(
      key,
      (before ?? Promise.resolve()).then(() => own),
    );
    await before;
    return release;
  };

  const refuse = (response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void => {
    const { username, password } = login;
    const message = `refused ${expected} of ${username}:${password}`;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ errors: [{ code, message, detail: { authorization: expected } }] }));
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    let body: Buffer = Buffer.concat(chunks);
    if (headers.authorization !== expected) {
      refuse(response, 401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="chaos, with a comma"' });
      return;
    }
    requests++;
    const random = chanceFor(method, url);
    if (requests > proxy.deadAfter) {
      refuse(response, 503, "UNAVAILABLE");
      return;
    }
    const isEffect = effectful(method, url);
    const number = isEffect ? ++proxy.effects : 0;
    if (isEffect && proxy.onEffect("before", number)) {
      request.socket.destroy();
      return;
    }
    const [, repository = "", reference = ""] = /^\/v2\/(.+)\/manifests\/([^/?]+)/.exec(url) ?? [];
    const isTag = reference !== "" && !reference.startsWith("sha256:");
    const heldDigests = reference === "" ? undefined : proxy.refusal({ method, repository, reference });
    if (heldDigests !== undefined) {
      refuse(response, heldDigests, heldDigests === 404 ? "MANIFEST_UNKNOWN" : "DENIED");
      return;
    }
    const fault =
      random.chance(proxy.trouble.probability) && proxy.trouble.kinds.length > 0 ? random.pick(proxy.trouble.kinds) : undefined;
    switch (fault) {
      case "429 seconds":
        return refuse(response, 429, "TOOMANYREQUESTS", { "retry-after": "1" });
      case "429 date":
        return refuse(response, 429, "TOOMANYREQUESTS", { "retry-after": new Date(Date.now() + 2000).toUTCString() });
      case "429 unix time":
        return refuse(response, 429, "TOOMANYREQUESTS", {
          "x-retry-after": String(Math.floor(Date.now() / 1000) + 1),
          "ratelimit-remaining": "0;w=21600",
        });
      case "500":
      case "502":
      case "503":
      case "504":
        return refuse(response, Number(fault), "UNKNOWN");
      case "reset before":
        request.socket.destroy();
        return;
      case "hang before":
        return;
      default:
    }
    // A registry with such a rule looks and writes as one: nobody gets in between.
    const ruled = proxy.immutable && isTag && method === "PUT" && timestampTag.test(reference);
    const release = ruled ? await lock(url) : () => {};
    const key = `${method} ${url}`;
    passing++;
    const found = await (ruled ? passUnlessTaken : pass)(method, url, headers, body).finally(() => {
      passing--;
      release();
    });
    if (isTag && method === "PUT" && found.status === 201) {
      proxy.writes.push({ repository, tag: reference, digest: digestOf(body) });
    }
    if (isEffect && proxy.onEffect("after", number)) {
      request.socket.destroy();
      return;
    }
    if (fault === "reset after") {
      request.socket.destroy();
      return;
    }
    if (fault === "hang after") return;
    let shown = found;
    // What may be stale is a moving tag, and a listing: that a timestamp tag is taken, a registry has to know.
    const mayBeStale =
      (method === "GET" || method === "HEAD") && (url.includes("/tags/list") || (isTag && !timestampTag.test(reference)));
    if (fault === "stale" && mayBeStale) shown = before.get(key) ?? found;
    else if (mayBeStale) before.set(key, found);
    body = shown.body;
    if (url.includes("/tags/list") && shown.status === 200) body = withoutHidden(body, proxy.hidden);
    if (fault === "altered" && body.length > 0 && method === "GET") {
      body = Buffer.from(body);
      body[random.below(body.length)] = 0x7e;
    }
    const { "transfer-encoding": _, ...rest } = shown.headers;
    const length = method === "HEAD" ? (shown.headers["content-length"] ?? "0") : String(body.length);
    response.writeHead(shown.status, { ...rest, "content-length": length });
    if (fault === "truncated" && body.length > 1 && method === "GET") {
      response.write(body.subarray(0, body.length >> 1), () => request.socket.destroy());
      return;
    }
    response.end(method === "HEAD" ? undefined : body);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}

function withoutHidden(body: Buffer, hidden: (tag: string) => boolean): Buffer {
  const list = JSON.parse(body.toString()) as { name: string; tags: string[] | null };
  return Buffer.from(JSON.stringify({ ...list, tags: list.tags?.filter((tag) => !hidden(tag)) ?? null }));
}
