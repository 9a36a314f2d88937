import type { RemovalOutcome } from "../core/cleanup/removal-outcome.ts";
import type { Digest } from "../core/lib/digest.ts";
import type { Log } from "./log.ts";
import type { ManifestRegistry } from "./manifests.ts";

/**
 * A manifest or index, byte for byte as in the registry; `digest` is the verified sha256 of
 * `bytes`.
 */
export interface Manifest {
  digest: Digest;
  mediaType: string;
  bytes: Uint8Array;
}

/** The outcome of removing a tag. `kept` also says that another run moved it. */
export interface Removal {
  tag: string;
  outcome: RemovalOutcome;
  /** Why a tag was kept or failed, for people. */
  reason?: string;
}

/** Explains why a tag with this manifest must stay; undefined if it may go. */
export type StayCheck = (tag: string, manifest: Manifest) => Promise<string | undefined>;

/**
 * An OCI registry client for all registries. `repository` is always `registry/name`; a reference is
 * a tag or a digest.
 */
export interface Registry extends ManifestRegistry {
  /** The digest under a tag, or the digest itself; undefined if it does not exist. */
  resolve(repository: string, reference: string): Promise<Digest | undefined>;
  /** The manifest under a tag or a digest, verified; undefined if it does not exist. */
  manifest(repository: string, reference: string): Promise<Manifest | undefined>;
  /**
   * A small blob (at most 4 MiB: attestations, image configurations), verified. Throws if it does
   * not exist.
   */
  blob(repository: string, digest: Digest): Promise<Uint8Array>;
  /**
   * A blob of any kind as it arrives. Its bytes count only once the stream has ended without an
   * error: their digest is known only then.
   * @param limit bytes; a longer blob is an error
   */
  blobStream(repository: string, digest: Digest, limit: number): AsyncIterable<Uint8Array>;
  /** All tags, in no order; empty if the repository does not exist. */
  tags(repository: string): Promise<string[]>;
  /** Waits so many milliseconds before another look at a listing that lags. In memory, none does. */
  pause(milliseconds: number): Promise<void>;
  /**
   * Puts the same bytes under a tag, or under their own digest; resolves once the registry confirms
   * the digest.
   */
  putManifest(repository: string, reference: string, manifest: Manifest): Promise<void>;
  /**
   * Puts a manifest under an immutable tag, if the tag is free. Returns the tag's digest
   * afterwards: another one if another writer was faster; nothing was written then.
   */
  claim(repository: string, tag: string, manifest: Manifest): Promise<Digest>;
  /**
   * Reports that a builder pushed a digest, which a registry may not show at once. A later 404 for
   * it or its parts is retried for at most 30 s. The client knows its own pushes.
   */
  pushed(repository: string, digest: Digest): void;
  /**
   * Copies a manifest with all its parts (children before parents, attestations too) between
   * repositories, byte for byte, without a tag, along with its referrers (signatures). Skips what
   * the target has. A long copy logs its progress.
   */
  copy(digest: Digest, from: string, to: string, log?: Log): Promise<void>;
  /**
   * Removes tags, each alone: other references to the same digest remain, or are restored. If a
   * registry cannot do that, the tag stays. Never throws for a single tag: the answer has each
   * outcome, in the given order.
   * @param whyStays called for each tag right before its removal
   */
  removeTags(repository: string, tags: readonly string[], log: Log, whyStays?: StayCheck): Promise<Removal[]>;
  /**
   * Whether this machine has a login for the repository's registry, valid or not. Asks no registry.
   */
  hasLogin(repository: string): Promise<boolean>;
  /** Throws `registry-denied` (or another fault) unless the repository accepts a push. */
  assertCanPush(repository: string): Promise<void>;
}
