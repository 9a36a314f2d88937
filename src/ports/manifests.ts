import type { RemovalOutcome } from "../core/cleanup/removal-outcome.ts";
import type { Digest } from "../core/lib/digest.ts";
import type { Log } from "./log.ts";

/** A manifest that a registry lists, whether it has tags or not. */
export interface ListedManifest {
  digest: Digest;
  tags: readonly string[];
  /** When it was pushed, milliseconds since 1970; absent if the registry does not say. */
  pushed?: number;
}

/** The outcome of removing a manifest without tags. */
export interface ManifestRemoval {
  digest: Digest;
  outcome: RemovalOutcome;
  /** Why it was kept or failed, for people. */
  reason?: string;
  /** How to get a removed one back, for people: a command, and until when. */
  restore?: string;
}

/** What a registry says of manifests without tags, and how to remove them. Part of `Registry`. */
export interface ManifestRegistry {
  /**
   * Whether removing tags alone frees nothing in a repository's registry, so that manifests without
   * tags must be removed, too. The host alone says so: it costs no request.
   */
  keepsUntagged(repository: string): Promise<boolean>;
  /**
   * Every manifest of a repository, tagged or not, with every tag; undefined if the registry has no
   * such list, empty if the repository does not exist.
   * @throws Failure if any page cannot be read, or the list lacks a tag that the registry shows
   */
  manifests(repository: string): Promise<ListedManifest[] | undefined>;
  /**
   * Removes manifests without tags, in the given order: indexes before their parts. One that has a tag by then, or that the registry knows to be referenced,
   * stays; so does what belongs to one that stays: its parts, its subject, its referrers. Never
   * throws for a single one: the answer has each outcome, in the given order.
   */
  removeManifests(repository: string, digests: readonly Digest[], log: Log): Promise<ManifestRemoval[]>;
}
