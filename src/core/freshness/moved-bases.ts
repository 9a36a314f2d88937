import type { Digest } from "../lib/digest.ts";
import { millisecondsOf, type Timestamp } from "../lib/time/timestamp.ts";
import { familiarName } from "../oci/reference.ts";
import { digestSeen, type SeenBase } from "../oci/seen-base.ts";

/** A base outside the configuration whose reference now resolves to another digest. */
export interface MovedBase {
  /** `docker.io/library/almalinux:9` */
  reference: string;
  from: Digest;
  to: Digest;
  /** The creation time of the new image. Absent if unknown, or not read. */
  created?: Timestamp;
}

/** What a plan saw of the bases of a unit outside the configuration. */
export interface BaseFacts {
  /** Those that their registries have now. */
  seen: readonly SeenBase[];
  /** Those that differ from what the unit's last image was built on. */
  moved: readonly MovedBase[];
  /** References that no longer exist. */
  gone: readonly string[];
}

/** A base must rest that long: one that moves twice in a short time is built on once. */
export const settleTime = 10 * 60_000;

/** The bases that moved, from what an image was built on to what registries show now. */
export function movedBases(builtOn: readonly SeenBase[], seen: readonly SeenBase[]): MovedBase[] {
  return seen.flatMap(({ reference, digest: to }) => {
    const from = digestSeen(builtOn, reference);
    return from === undefined || from === to ? [] : [{ reference, from, to }];
  });
}

/**
 * Whether a moved base has rested. Registries do not tell when a tag moved: the creation time of its
 * image stands for it. An image without one, or with a constant one, counts as rested.
 */
export function hasSettled({ created }: MovedBase, now: Timestamp): boolean {
  return created === undefined || Math.abs(millisecondsOf(now) - millisecondsOf(created)) >= settleTime;
}

/** `almalinux:9 1f3c9a02 → 9ab0c1d2` */
export function movedWords({ reference, from, to }: MovedBase): string {
  return `${familiarName(reference)} ${shortHex(from)} → ${shortHex(to)}`;
}

function shortHex(digest: Digest): string {
  return digest.slice("sha256:".length, "sha256:".length + 8);
}
