import type { Digest } from "../../src/core/lib/digest.ts";
import { makeManifest } from "./registry.ts";
import { startInProcessRegistry } from "./registry-in-process/index.ts";
import type { Removing } from "./registry-in-process/removal.ts";
import { type StoredRepository, sha256 } from "./registry-in-process/store.ts";
import type { Received, Reply, TestServer } from "./registry-server.ts";

export { refusal } from "./registry-in-process/replies.ts";
export type { Removing };

/** A registry in this process whose one repository, `osg/squid`, the tests see into. */
export interface MemoryRegistry extends TestServer, Pick<StoredRepository, "tags" | "manifests"> {
  /** Gives tags an image, whose content is the text; returns its digest. */
  push(text: string, ...tags: string[]): string;
}

export const indexType = "application/vnd.oci.image.index.v1+json";

/** @param more answers what is no request to the registry's own API, or anything before it does */
export async function memoryRegistry(
  removing: Removing,
  more: (request: Received, registry: MemoryRegistry) => Reply | undefined = () => undefined,
): Promise<MemoryRegistry> {
  const intercept = (request: Received): Reply | undefined => more(request, registry);
  const server = await startInProcessRegistry({ removal: removing, acceptsIncomplete: true, intercept });
  const repository = server.store.at("osg/squid");
  const push = (text: string, ...names: string[]): string => {
    const content = { schemaVersion: 2, mediaType: indexType, manifests: [], annotations: { text } };
    const bytes = Buffer.from(JSON.stringify(content));
    const manifest = { digest: sha256(bytes), mediaType: indexType, bytes };
    for (const name of [manifest.digest, ...names]) repository.put(name, manifest);
    return manifest.digest;
  };
  const registry: MemoryRegistry = { ...server, tags: repository.tags, manifests: repository.manifests, push };
  return registry;
}

/** Puts an index of other manifests under tags, or under none; returns its digest. */
export type PushIndex = (text: string, tags?: readonly string[], children?: readonly Digest[]) => Digest;

export function indexPusher(server: Pick<MemoryRegistry, "tags" | "manifests">): PushIndex {
  return (text, tags = [], children = []) => {
    const manifests = children.map((digest) => ({ mediaType: indexType, digest, size: 1 }));
    const manifest = makeManifest(indexType, { manifests, annotations: { text } });
    server.manifests.set(manifest.digest, manifest);
    for (const tag of tags) server.tags.set(tag, manifest.digest);
    return manifest.digest;
  };
}
