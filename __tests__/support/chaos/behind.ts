import { request as askByHttp, type IncomingHttpHeaders } from "node:http";
import { ask } from "../ask.ts";
import { answer as answerHere } from "../registry-in-process/index.ts";
import { RegistryStore } from "../registry-in-process/store.ts";

/** What a registry is asked, past its proxy. */
export interface Passed {
  method: string;
  /** With its query, from `/v2/` on. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a registry has answered. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The registries of this process, by what stands for their `host:port`. */
const stores = new Map<string, RegistryStore>();

/** Two registries in this process. Only proxies and what is in this folder reach them: they have no port. */
export function registriesHere(): readonly [string, string] {
  const hosts = ["first.in-process", "second.in-process"] as const;
  for (const host of hosts) if (!stores.has(host)) stores.set(host, new RegistryStore());
  return hosts;
}

/** What a registry of this process holds; undefined for a real one. */
export const storeOf = (host: string): RegistryStore | undefined => stores.get(host);

/** Passes a request on as it is: a broken connection is the asker's. */
export async function pass(host: string, asked: Passed): Promise<Answer> {
  const store = stores.get(host);
  return store ? answerOf(store, asked) : passByHttp(host, asked);
}

/** Asks a registry itself. */
export async function askRegistry(host: string, url: string, asked: Partial<Omit<Passed, "url">> = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body } = asked;
  const store = stores.get(host);
  if (store) return answerOf(store, { method, url, headers, body: body ?? Buffer.alloc(0) });
  const init = { method, headers: headers as Record<string, string>, ...(body ? { body } : {}) };
  const answer = await ask(`http://${host}${url}`, init);
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

function answerOf(store: RegistryStore, { method, url, headers, body: bytes }: Passed): Answer {
  const { status = 200, headers: own = {}, body = "" } = answerHere(store, { method, path: url, headers, bytes });
  return { status, headers: own, body: method === "HEAD" ? Buffer.alloc(0) : Buffer.from(body) };
}

function passByHttp(host: string, { method, url, headers, body }: Passed): Promise<Answer> {
  const [hostname, port] = host.split(":");
  return new Promise((resolve, reject) => {
    const passed = askByHttp({ hostname, port, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) }));
      answer.on("error", reject);
    });
    passed.on("error", reject);
    passed.end(body);
  });
}
