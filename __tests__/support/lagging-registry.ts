import { digestOf } from "../../src/adapters/registry/hash.ts";
import type { faultyServers } from "./faulty-registry.ts";
import type { Received, Reply } from "./registry-server.ts";

/** What is answered in place of what the registry would; the count is of requests like it. */
export type Lag = (request: Received, count: number) => Reply | undefined;

export const unknown = (code: string): Reply => ({ status: 404, body: JSON.stringify({ errors: [{ code }] }) });

/** A registry that keeps what it is given, and answers as `lag` says in place of what it would; the count is of requests like it. */
export async function laggingRegistry(server: ReturnType<typeof faultyServers>["server"], lag: Lag) {
  const blobs = new Map<string, Uint8Array>();
  const manifests = new Map<string, { type: string; bytes: Uint8Array }>();
  const counts = new Map<string, number>();
  const put = (reference: string, body: string, type: string): Reply => {
    const bytes = Buffer.from(body, "latin1");
    for (const name of [reference, digestOf(bytes)]) manifests.set(name, { type, bytes });
    return { status: 201, headers: { "docker-content-digest": digestOf(bytes) } };
  };
  const made = await server((request) => {
    const key = `${request.method} ${request.path.split("?")[0]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const late = lag(request, counts.get(key) ?? 0);
    if (late) return late;
    const [, kind = "", reference = ""] = /\/(manifests|blobs)\/(.*)$/.exec(request.path) ?? [];
    if (request.method === "POST") return { status: 202, headers: { location: `${request.path}one` } };
    if (request.method === "PUT" && kind === "manifests")
      return put(reference, request.body, request.headers["content-type"] ?? "");
    if (request.method === "PUT") {
      const bytes = Buffer.from(request.body, "latin1");
      blobs.set(digestOf(bytes), bytes);
      return { status: 201 };
    }
    const found = manifests.get(reference);
    if (kind === "manifests" && found) {
      return { headers: { "content-type": found.type, "docker-content-digest": digestOf(found.bytes) }, body: found.bytes };
    }
    const blob = blobs.get(reference);
    if (request.path.includes("/tags/list")) return { body: '{"tags":[]}' };
    return kind === "blobs" && blob ? { body: blob } : unknown("MANIFEST_UNKNOWN");
  });
  const sent = (method: string, part: string) =>
    made.received.filter((request) => request.method === method && request.path.includes(part)).length;
  return { ...made, blobs, manifests, sent };
}
