import type { Digest } from "../lib/digest.ts";
import type { PublicationId } from "../tags/timestamp.ts";

/**
 * How a package differs between two images. `backwards`: a lower version, in the order of its
 * packaging system. `changed`: any other version.
 */
export const packageChangeKinds = ["backwards", "changed", "added", "removed"] as const;

export type PackageChangeKind = (typeof packageChangeKinds)[number];

/** A package that differs between two images. */
export interface PackageChange {
  kind: PackageChangeKind;
  /** The type of its purl: `rpm`. */
  type: string;
  name: string;
  /** Present for `rpm`: `x86_64`. */
  arch?: string;
  /** Its versions before; empty if it was added. */
  before: readonly string[];
  /** Its versions now; empty if it was removed. */
  now: readonly string[];
}

/** The packages of one platform: compared, or the reason why they are not known. */
export type PackageComparison =
  | {
      /** How many packages the new list has, of the compared types. */
      total: number;
      /** Present if different tools made the lists: then only packages of the operating system were compared. */
      systemOnly?: true;
      /** Backwards first, then by type and name. */
      changes: readonly PackageChange[];
    }
  | { unknown: string };

/** An image that a build resolved, whose digest differs. */
export interface BaseChange {
  /** `docker.io/library/almalinux:9`. */
  reference: string;
  /** Absent if only the new image was built on it. */
  before?: Digest;
  /** Absent if only the old image was built on it. */
  now?: Digest;
}

/** The differences of one platform. */
export interface PlatformChanges {
  /** `linux/arm64`. */
  platform: string;
  packages: PackageComparison;
  /** Bytes of all layers, as stored. Absent if unknown on a side. */
  size?: { before: number; now: number };
  /** How many layers the platform's image has. Absent if unknown on a side. */
  layers?: { before: number; now: number };
  bases: readonly BaseChange[];
  /** Present if the bases of a side are not known: why. `bases` is empty then. */
  basesUnknown?: string;
}

/** One of two compared images. */
export interface ComparedImage {
  digest: Digest;
  /** Absent for a candidate. */
  stamp?: PublicationId;
}

/** What differs between two images of a unit. */
export interface ImageChanges {
  from: ComparedImage;
  to: ComparedImage;
  /**
   * In the order of the new image's index, then those that only the old one has. Platforms that only
   * one side has are not known.
   */
  platforms: readonly PlatformChanges[];
}
