import * as v from "valibot";
import { type Digest, isDigest } from "../../../core/lib/digest.ts";
import { Failure, failure } from "../../../core/lib/problems/problem.ts";
import { createSlots, withSlot } from "../../../core/lib/slots.ts";
import type { Log } from "../../../ports/log.ts";
import type { Manifest } from "../../../ports/registry.ts";
import { missingBlobError } from "../read/blob.ts";
import { get, resolve } from "../read/manifest.ts";
import { createReferrerFinder, putReferrer, putTagged, type ReferrerFinder } from "../read/referrers.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Blob, copyBlob, hasBlob } from "./blob.ts";
import { type CopyProgress, createProgress } from "./copy-progress.ts";
import { createMount, type Mount } from "./mount.ts";
import { putManifest } from "./put.ts";

/**
 * Each holds a connection to its source, and then needs one to its target. If both are one
 * registry, enough of its connections must stay free: fewer than its limit (`transport.ts`).
 */
const parallelBlobs = 8;

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

export type Copy = (digest: Digest, from: RepositoryAddress, to: RepositoryAddress, log?: Log) => Promise<void>;

/** One copy's progress, and its depth in referrers of referrers. */
interface CopyTask {
  from: RepositoryAddress;
  to: RepositoryAddress;
  progress: CopyProgress;
  log: Log | undefined;
  depth: number;
  /**
   * Copies in progress around this one: a referrer may name its own subject, and must not wait for
   * itself.
   */
  above: ReadonlySet<Digest>;
  /** How often the registry has reported a missing part for the parent. */
  refused: number;
}

/**
 * If a registry keeps reporting a missing part that it also claims to have, send that part anyway,
 * once.
 */
const isDoubted = ({ refused }: CopyTask): boolean => refused === 2;

/** Follow a signature of an attestation, and no deeper. */
const maxDepth = 2;

/**
 * Copies a digest with all parts, children before parents, byte for byte, and its referrers. Skips
 * what the target has; two copies that need the same blob send it once.
 */
export function createCopy(session: RegistrySession): Copy {
  const copier = new Copier(session);
  return async (digest, from, to, log) => {
    const progress = createProgress(log, to.text);
    try {
      await copier.whole(digest, { from, to, progress, log, depth: 0, above: new Set(), refused: 0 });
    } finally {
      progress.end();
    }
  };
}

class Copier {
  readonly #session: RegistrySession;
  readonly #slots = createSlots(parallelBlobs);
  readonly #mount: Mount;
  readonly #findReferrers: ReferrerFinder;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(session: RegistrySession) {
    this.#session = session;
    this.#mount = createMount(session);
    this.#findReferrers = createReferrerFinder(session);
  }

  /**
   * Copies a manifest and all its parts. A target that lacks an index most probably lacks its
   * manifests too: reads them while it asks.
   */
  async whole(digest: Digest, around: CopyTask): Promise<void> {
    const copyTask = { ...around, above: new Set([...around.above, digest]) };
    const reading = around.above.size > 0 ? this.#manifest(digest, copyTask) : undefined;
    reading?.catch(() => {}); // `#parts` throws it.
    if (!isDoubted(copyTask) && (await resolve(this.#session, copyTask.to, digest)) !== undefined) return;
    const made = this.#parts(digest, copyTask, reading);
    await all([made, this.#referrers(digest, copyTask)]);
    await putManifest(this.#session, copyTask.to, digest, await made, this.#completing(digest, copyTask));
  }

  #once(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#underWay.get(key) ?? work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, running);
    return running;
  }

  async #blob(wanted: Blob, copyTask: CopyTask): Promise<void> {
    const { from, to, progress } = copyTask;
    if (!isDoubted(copyTask) && (await hasBlob(this.#session, to, wanted.digest))) return;
    await withSlot(this.#slots, () => copyBlob(this.#session, this.#mount, wanted, from, to, progress));
    this.#session.pushed.add(to, wanted.digest);
  }

  async #manifest(digest: Digest, { from }: CopyTask): Promise<Manifest> {
    const found = await get(this.#session, from, digest);
    if (!found) throw missingBlobError(this.#session, from, digest);
    return found;
  }

  /** Copies all parts of a manifest; returns the manifest, which the caller must put. */
  async #parts(digest: Digest, copyTask: CopyTask, reading = this.#manifest(digest, copyTask)): Promise<Manifest> {
    const { from, to } = copyTask;
    const found = await reading;
    const { manifests, config, layers } = readContent(from, digest, found.bytes);
    const blobs = [...(config ? [config] : []), ...layers.filter(({ mediaType }) => !isForeign(mediaType))];
    await all([
      ...manifests.flatMap(({ digest: child }) => {
        if (copyTask.above.has(child)) return [];
        // Below a referrer, never wait for another copy: two of them could wait for each other.
        if (copyTask.depth > 0) return [this.whole(child, copyTask)];
        return [this.#once(`${to.text}@${child}`, () => this.whole(child, copyTask))];
      }),
      ...blobs.map((part) => this.#once(`${to.text}#${part.digest}`, () => this.#blob(part, copyTask))),
    ]);
    return found;
  }

  /** Checks the parts again, and copies missing ones. */
  #completing(digest: Digest, copyTask: CopyTask): () => Promise<void> {
    let { refused } = copyTask;
    return async () => void (await this.#parts(digest, { ...copyTask, refused: ++refused }));
  }

  /**
   * Copies referrers before the manifest: once the target has that, a later copy skips both. A
   * failure here does not stop the image.
   */
  async #referrers(subject: Digest, copyTask: CopyTask): Promise<void> {
    const { from, to, log } = copyTask;
    if (copyTask.depth >= maxDepth) return;
    const deeper = { ...copyTask, depth: copyTask.depth + 1 };
    try {
      const { referring, tagged } = await this.#findReferrers(from, subject);
      for (const entry of referring) {
        const manifest = await this.#parts(entry.digest, deeper);
        await this.#referrers(entry.digest, deeper);
        await putReferrer(this.#session, to, subject, entry, manifest, this.#completing(entry.digest, deeper));
      }
      for (const tag of tagged) {
        const digest = await resolve(this.#session, from, tag);
        if (digest === undefined) continue;
        await putTagged(this.#session, to, tag, await this.#parts(digest, deeper), this.#completing(digest, deeper));
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log?.line(`could not copy the referrers of ${subject} to ${to.text}: ${error.message}`);
    }
  }
}

/** Waits for all work, even after an error. Then throws the first error. */
async function all(work: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === "rejected") throw result.reason;
}

/** Layers that registries do not hold but give an address for: older Windows base images. */
function isForeign(mediaType: string): boolean {
  return /\.(?:foreign\.|nondistributable\.)/.test(mediaType);
}

function readContent(address: RepositoryAddress, digest: Digest, bytes: Uint8Array): v.InferOutput<typeof contentSchema> {
  try {
    return v.parse(contentSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw failure("registry-invalid", `${address.text}@${digest} is not a manifest that Tagstream can copy.`, { cause });
  }
}
