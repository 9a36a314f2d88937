import type { Digest } from "../lib/digest.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";

/** Why a publication stays: one word for machines, and a clause for people. */
export interface KeepReason {
  kind:
    | "all"
    | "weekly"
    | "monthly"
    | "last"
    | "protect"
    | "newest"
    | "shown"
    | "held"
    | "previous"
    | "followed"
    | "child"
    | "verdict"
    | "pinned"
    | "keep-file"
    | "candidate"
    /** It shows that people rolled back from a kept publication. */
    | "rollback"
    /** Its registries show different images under its timestamp. */
    | "conflict"
    /** The unit has no rules. */
    | "no-rules"
    /** Something could not be read. */
    | "unknown";
  text: string;
}

/** A tag to remove, and the digest that it must still show then. */
export interface PlannedTag {
  repository: string;
  tag: string;
  digest: Digest;
}

/** One text for each tag of a registry: `ghcr.io/octo/app:latest`. */
export function tagKey({ repository, tag }: Pick<PlannedTag, "repository" | "tag">): string {
  return `${repository}:${tag}`;
}

/** The name of a publication among those of all units: `squid:release 20261123-0617`. */
export function publicationName(unit: string, stamp: PublicationId): string {
  return `${unit} ${printPublicationId(stamp)}`;
}

export interface PlannedPublication {
  stamp: PublicationId;
  digest: Digest;
  /** Empty: it is removed. */
  keep: readonly KeepReason[];
  /** Why its own rules would not keep it, for people: `over 90 days, not the newest of its month`. */
  beyond?: string;
  /** People yanked its image, or rolled back from it. A run removes these first. */
  withdrawn?: true;
  /** All its tags in all registries, in the order of removal: its marks come last, its first registry after the others. */
  tags: readonly PlannedTag[];
}

export interface PlannedUnit {
  unit: string;
  /** Newest first. */
  publications: readonly PlannedPublication[];
  /** Why the run removes none of them: more than half would go. */
  refused?: string;
  /** How many of them the run leaves for the next one (`max`). */
  postponed?: number;
}

/** Another tag to remove: a candidate, or what a run that failed has left. */
export interface PlannedLeftover extends PlannedTag {
  unit: string;
  why: string;
}

/** What a clean-up removes, and why it keeps the rest. */
export interface RetentionPlan {
  units: readonly PlannedUnit[];
  leftovers: readonly PlannedLeftover[];
  /** Candidate tags that stay although they are old, with the reason. */
  keptCandidates: readonly PlannedLeftover[];
  /** Every image that something needs or that stays, with a tag or without. */
  needed: ReadonlySet<Digest>;
  /**
   * Digests that must still exist in a repository afterwards, with the tags there that show them: what
   * is in use, and every publication that stays, also of units that are not selected.
   */
  protected: readonly { repository: string; digest: Digest; tags: readonly string[] }[];
  /** For people: rules that match nothing, needs that name no image. */
  notes: readonly string[];
}
