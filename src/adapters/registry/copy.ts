import * as v from "valibot";
import { type Digest, isDigest } from "../../core/digest.ts";
import { failure } from "../../core/problem.ts";
import { type Blob, copyBlob, missing } from "./blob.ts";
import { get, resolve } from "./manifest.ts";
import { putManifest } from "./put.ts";
import type { RepositoryAddress } from "./reference.ts";
import type { Session } from "./session.ts";
import { createSlots } from "./transport.ts";

/** Each holds a connection to the source and one to the target: with one registry for both, still fewer than it may have. */
const parallelBlobs = 4;

const descriptor = v.object({
  mediaType: v.optional(v.string(), ""),
  digest: v.custom<Digest>((value) => typeof value === "string" && isDigest(value)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

const contentSchema = v.object({
  manifests: v.optional(v.array(descriptor), []),
  config: v.optional(descriptor),
  layers: v.optional(v.array(descriptor), []),
});

export type Copy = (digest: Digest, from: RepositoryAddress, to: RepositoryAddress) => Promise<void>;

/**
 * Copies what a digest names with all that it is made of, children before parents, byte for byte. What is there is not sent; what
 * two copies need at a time is sent once.
 */
export function createCopy(session: Session): Copy {
  const slots = createSlots(parallelBlobs);
  const underWay = new Map<string, Promise<void>>();
  const once = (key: string, work: () => Promise<void>): Promise<void> => {
    const running = underWay.get(key) ?? work().finally(() => underWay.delete(key));
    underWay.set(key, running);
    return running;
  };
  const blob = async (wanted: Blob, from: RepositoryAddress, to: RepositoryAddress): Promise<void> => {
    const release = await slots();
    try {
      await copyBlob(session, wanted, from, to);
    } finally {
      release();
    }
  };
  const manifest: Copy = async (digest, from, to) => {
    if ((await resolve(session, to, digest)) !== undefined) return;
    const found = await get(session, from, digest);
    if (!found) throw missing(from, digest);
    const { manifests, config, layers } = readContent(from, digest, found.bytes);
    const blobs = [...(config ? [config] : []), ...layers.filter(({ mediaType }) => !isForeign(mediaType))];
    await all([
      ...manifests.map((child) => once(`${to.text}@${child.digest}`, () => manifest(child.digest, from, to))),
      ...blobs.map((part) => once(`${to.text}#${part.digest}`, () => blob(part, from, to))),
    ]);
    await putManifest(session, to, digest, found);
  };
  return manifest;
}

/** Waits for all of them, so that nothing goes on behind the first error, which is thrown. */
async function all(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === "rejected") throw result.reason;
}

/** Layers that registries do not hold, but name an address for: of Windows base images, in the past. */
function isForeign(mediaType: string): boolean {
  return /\.(?:foreign\.|nondistributable\.)/.test(mediaType);
}

function readContent(address: RepositoryAddress, digest: Digest, bytes: Uint8Array): v.InferOutput<typeof contentSchema> {
  try {
    return v.parse(contentSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw failure("registry-invalid", `${address.text}@${digest} is not a manifest that can be copied.`, { cause });
  }
}
