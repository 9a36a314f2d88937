import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Judgements } from "../verdicts/verdict.ts";

/** One repository of a unit. */
export interface RepositoryTags {
  repository: string;
  /** The tags of the unit there (`kindOfTag`), with their digests. */
  tags: ReadonlyMap<string, Digest>;
}

/** What the registries have of a unit. */
export interface RetentionUnit {
  unit: Unit;
  /** In the order of its destinations. */
  destinations: readonly RepositoryTags[];
  /** The candidates' repository, if it is none of the destinations. */
  candidates?: RepositoryTags;
}

/** What Tagstream knows of an image beyond its digest: of candidates, and of images with bases of this file. */
export interface RetentionImage {
  /** When it was built. */
  built?: Timestamp;
  pullRequest?: number;
  /** Whether a removal of its tag was cut off: it is the empty image that stood there meanwhile. */
  isEmpty?: true;
  /** The digests of images that it was built on, as its provenance names them. */
  bases: readonly Digest[];
  /** The manifests in its index. Absent if nothing asked for them. */
  members?: readonly Digest[];
  /** Why a candidate must stay, if it is not this repository's own (`reasonToStay`). */
  foreign?: string;
}

/** An image that something outside the registries needs. */
export interface Need {
  digest?: Digest;
  /** A tag that it names; the repository is absent if it does not say which. */
  tag?: { repository?: string; tag: string };
  /** Who needs it, for people: `octo-org/k8s clusters/river/squid.yaml:12`, `keep.txt:3`. */
  by: string;
}

/** The digest or the publication that a hold needs. */
export interface HoldNeed {
  unit: string;
  digest?: Digest;
  stamp?: PublicationId;
  issue: number;
}

/** Everything that a clean-up knows, read at one moment. Whatever could not be read is in `unknown`. */
export interface RetentionFacts {
  /** Milliseconds since 1970, UTC. */
  now: number;
  /** Every unit of the configuration: also those that keep everything need images. */
  units: readonly RetentionUnit[];
  images: ReadonlyMap<Digest, RetentionImage>;
  /** Of every pull request that a candidate tag names: whether it is open. */
  openPullRequests: ReadonlyMap<number, boolean>;
  holds: readonly HoldNeed[];
  judgements: Pick<Judgements, "verdicts" | "yanks">;
  /** From the files of `pins`. */
  pins: readonly Need[];
  keepFile: readonly Need[];
  /** What could not be read, for people: with one entry, nothing may be removed. */
  unknown: readonly string[];
}
