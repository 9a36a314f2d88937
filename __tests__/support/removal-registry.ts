import { createHash } from "node:crypto";
import { type Received, type Reply, serve, type TestServer } from "./registry-server.ts";

/**
 * How a registry of the tests removes things, as the real ones are known to.
 * - by tag: the tag alone (distribution 3, Quay, zot)
 * - by digest: a digest with all its tags; a tag is an invalid digest (distribution 2)
 * - greedy: a tag with all others of its digest
 * - nothing: 405 (GHCR, and what has removal switched off)
 * - says so: accepted, and nothing happens
 * - a status, with an OCI error's code
 */
export type Removing = "by tag" | "by digest" | "greedy" | "nothing" | "says so" | { status: number; code: string };

/** A registry in memory. Manifests by digest, tags to digests. */
export interface MemoryRegistry extends TestServer {
  tags: Map<string, string>;
  manifests: Map<string, Buffer>;
  /** Gives tags an image, whose content is the text; returns its digest. */
  push(text: string, ...tags: string[]): string;
}

export const indexType = "application/vnd.oci.image.index.v1+json";

/** @param more answers what is no request to the registry's own API, or anything before it does */
export async function memoryRegistry(
  removing: Removing,
  more: (request: Received, registry: MemoryRegistry) => Reply | undefined = () => undefined,
): Promise<MemoryRegistry> {
  const tags = new Map<string, string>();
  const manifests = new Map<string, Buffer>();
  const put = (bytes: Buffer, ...names: string[]): string => {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    manifests.set(digest, bytes);
    for (const name of names) tags.set(name, digest);
    return digest;
  };
  const removeDigest = (digest: string): void => {
    manifests.delete(digest);
    for (const [tag, shown] of tags) if (shown === digest) tags.delete(tag);
  };
  const remove = (reference: string): Reply => {
    const digest = tags.get(reference) ?? (manifests.has(reference) ? reference : undefined);
    if (removing === "nothing") return refusal(405, "UNSUPPORTED");
    if (typeof removing === "object") return refusal(removing.status, removing.code);
    if (removing === "by digest" && !reference.includes(":")) return refusal(400, "DIGEST_INVALID");
    if (digest === undefined) return refusal(404, "MANIFEST_UNKNOWN");
    if (removing === "says so") return { status: 202 };
    if (removing === "by tag" && tags.has(reference)) tags.delete(reference);
    else removeDigest(digest);
    return { status: 202 };
  };
  const answer = (request: Received): Reply => {
    const { method, path } = request;
    const own = more(request, registry);
    if (own) return own;
    if (path.includes("/tags/list")) return { body: JSON.stringify({ name: "osg/squid", tags: [...tags.keys()] }) };
    const reference = decodeURIComponent(/\/v2\/osg\/squid\/manifests\/(.+)$/.exec(path)?.[1] ?? "");
    if (reference === "") return refusal(404, "NOT_FOUND");
    if (method === "DELETE") return remove(reference);
    if (method === "PUT")
      return { status: 201, headers: { "docker-content-digest": put(Buffer.from(request.body, "latin1"), reference) } };
    const digest = tags.get(reference) ?? reference;
    const bytes = manifests.get(digest);
    return bytes
      ? { headers: { "content-type": indexType, "docker-content-digest": digest }, body: bytes }
      : refusal(404, "MANIFEST_UNKNOWN");
  };
  const server = await serve(answer);
  const registry: MemoryRegistry = {
    ...server,
    tags,
    manifests,
    push: (text, ...names) =>
      put(
        Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [], annotations: { text } })),
        ...names,
      ),
  };
  return registry;
}

export function refusal(status: number, code: string): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ errors: [{ code, message: code }] }) };
}
