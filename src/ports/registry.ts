import type { Digest } from "../core/lib/digest.ts";
import type { Log } from "./log.ts";

/** A manifest or an index as the registry holds it, byte for byte; `digest` is the sha256 of `bytes`, verified. */
export interface Manifest {
  digest: Digest;
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * What became of a tag that was to go.
 * - removed: it is gone, and nothing else is
 * - absent: it was not there
 * - kept: it stays, since it must not be removed, the registry cannot remove it alone, or another run moved it meanwhile
 * - failed: it may still be there; running again helps
 */
export interface Removal {
  tag: string;
  outcome: "removed" | "absent" | "kept" | "failed";
  /** Of a tag that was kept or failed: why, for people. */
  reason?: string;
}

/** Tells why a tag that shows a manifest must not be removed; undefined where it may be. */
export type StayCheck = (tag: string, manifest: Manifest) => Promise<string | undefined>;

/** An OCI registry client for all registries. `repository` is always `registry/name`; a reference is a tag or a digest. */
export interface Registry {
  /** The digest that a tag points at (or the digest itself, when it is there); undefined when the registry answers that it does not exist. */
  resolve(repository: string, reference: string): Promise<Digest | undefined>;
  /** The manifest under a tag or a digest, verified; undefined when it does not exist. */
  manifest(repository: string, reference: string): Promise<Manifest | undefined>;
  /** A small blob (at most 4 MiB: attestations, image configurations), verified. Throws when it is not there. */
  blob(repository: string, digest: Digest): Promise<Uint8Array>;
  /** All tags, in no order; empty when the repository does not exist. */
  tags(repository: string): Promise<string[]>;
  /** Puts the same bytes under a tag, or under their own digest; resolves once the registry has confirmed the digest. */
  putManifest(repository: string, reference: string, manifest: Manifest): Promise<void>;
  /**
   * Puts a manifest under a tag that must never be overwritten, if nothing is there. Returns the digest that the tag has in the end:
   * another one's when somebody was faster, and nothing was written.
   */
  claim(repository: string, tag: string, manifest: Manifest): Promise<Digest>;
  /**
   * Tells that a builder has pushed a digest: a registry may not show it, or what it is made of, at once. A 404 of these is asked for again, for
   * 30 s at most; what is pushed by this port is known anyhow.
   */
  pushed(repository: string, digest: Digest): void;
  /**
   * Brings the manifest and everything it is made of (children before parents, attestations too) from one repository to
   * another, byte for byte, under no tag, and what refers to it (signatures) along. What is there already is not sent. A copy that takes long says how far it is.
   */
  copy(digest: Digest, from: string, to: string, log?: Log): Promise<void>;
  /**
   * Removes tags, each alone: what else names the same digest is there afterwards, or was put back. Where a registry cannot, the tag
   * stays. Never throws for one of them: what became of each is the answer, in the given order.
   * @param whyStays asked about each tag right before it is removed
   */
  removeTags(repository: string, tags: readonly string[], log: Log, whyStays?: StayCheck): Promise<Removal[]>;
  /** Throws `registry-denied` (or what else stands in the way) unless a push to the repository would be let in. */
  assertCanPush(repository: string): Promise<void>;
}
