import type { RemovalOutcome } from "../cleanup/removal-outcome.ts";
import type { Digest } from "../lib/digest.ts";
import type { DoomedTag } from "./doomed.ts";
import { type RetentionPlan, tagKey } from "./retention-plan.ts";

/** What became of a tag. */
export interface PrunedTag extends DoomedTag {
  outcome: RemovalOutcome;
  /** Why it was kept or failed, for people. */
  reason?: string;
}

/** An image without a tag. */
export interface UntaggedImage {
  repository: string;
  digest: Digest;
}

/** What became of an image without a tag. */
export interface PrunedImage extends UntaggedImage {
  outcome: RemovalOutcome;
  reason?: string;
  /** How to get it back, for people. */
  restore?: string;
}

/** An image or a tag that had to stay, and was gone after the removal. */
export interface LostImage {
  repository: string;
  /** Absent if nothing but its digest was known. */
  tag?: string;
  digest: Digest;
  /** For people: a clause. */
  outcome: string;
}

/** What people call it: `ghcr.io/octo/app:latest`, or by its digest without a tag. */
export function nameOf({ repository, tag, digest }: Omit<LostImage, "outcome">): string {
  return tag === undefined ? `${repository}@${digest}` : tagKey({ repository, tag });
}

/** What a clean-up did, also if it failed midway. */
export interface Pruning {
  tags: readonly PrunedTag[];
  images: readonly PrunedImage[];
  lost: readonly LostImage[];
}

/** A clean-up: what it knows, wants and, unless it is a dry run, did. */
export interface PruneReport {
  plan: RetentionPlan;
  /** What could not be read: sentences for people. Nothing is removed then. */
  unknown: readonly string[];
  /** A look without a token: what it could not ask may keep more. */
  isPartial?: true;
  /** For people. */
  notes: readonly string[];
  /** Images without a tag that would go; empty unless it is a dry run. */
  untagged: readonly UntaggedImage[];
  /** Why no image without a tag goes from some repositories: sentences for people. */
  unread: readonly string[];
  /** Absent in a dry run. */
  done?: Pruning;
}

/**
 * Whether a person must look at a clean-up. A registry that refuses is no fault, nor is a tag that
 * something needs by now.
 */
export function hasFailed({ plan, unknown, unread, done }: PruneReport): boolean {
  const refused = done !== undefined && plan.units.some((unit) => unit.refused !== undefined);
  const failed = [...(done?.tags ?? []), ...(done?.images ?? [])].some(({ outcome }) => outcome === "failed");
  return unknown.length + unread.length > 0 || refused || failed || (done?.lost.length ?? 0) > 0;
}
