import type { Digest } from "../core/lib/digest.ts";
import type { Log } from "./log.ts";
import type { Removal } from "./registry.ts";

/** A manifest that a registry lists, whether it has tags or not. */
export interface ListedManifest {
  digest: Digest;
  tags: readonly string[];
  /** When it was pushed, milliseconds since 1970; absent if the registry does not say. */
  pushed?: number;
}

/** The outcome of removing a manifest without tags, as `Removal`. `restore` says how to get it back, for people. */
export interface ManifestRemoval {
  digest: Digest;
  outcome: Removal["outcome"];
  reason?: string;
  restore?: string;
}

/** What a registry says of manifests without tags, and how to remove them. Part of `Registry`. */
export interface ManifestRegistry {
  /**
   * Whether removing tags alone frees nothing in a repository's registry, so that manifests without
   * tags must be removed, too. Asks no registry where the host says it.
   */
  keepsUntagged(repository: string): Promise<boolean>;
  /** Every manifest of a repository, tagged or not; undefined if the registry has no such list. */
  manifests(repository: string): Promise<ListedManifest[] | undefined>;
  /**
   * Removes manifests without tags, in the given order: parents before their children. One that has
   * a tag by then, or that the registry knows to be referenced, stays. Never throws for a single one.
   */
  removeManifests(repository: string, digests: readonly Digest[], log: Log): Promise<ManifestRemoval[]>;
}
