import type { Digest } from "../lib/digest.ts";
import type { PackagesStatus } from "./publication-status.ts";
import type { Status } from "./status.ts";

/**
 * Facts of an earlier status that can never change, because digests name them. Reading them again
 * costs most of a status.
 */
export interface EarlierFacts {
  /** The bases of a digest; undefined if they are unknown, and if it had none. */
  basesOf(digest: Digest): readonly string[] | undefined;
  /** How the packages of a digest differ from those of another one. */
  packagesOf(before: Digest, digest: Digest): PackagesStatus | undefined;
}

/** What an earlier status knows; nothing without one. */
export function earlierFacts(status: Status | undefined): EarlierFacts {
  const bases = new Map<Digest, readonly string[]>();
  const packages = new Map<string, PackagesStatus>();
  for (const { publications } of status?.units ?? []) {
    for (const [index, publication] of publications.entries()) {
      // An empty list may come from a registry that did not show the provenance.
      if (publication.bases.length > 0) bases.set(publication.digest, publication.bases);
      const before = publications.slice(index + 1).find(({ digest }) => digest !== publication.digest);
      if (before && publication.packages) packages.set(pairOf(before.digest, publication.digest), publication.packages);
    }
  }
  return {
    basesOf: (digest) => bases.get(digest),
    packagesOf: (before, digest) => packages.get(pairOf(before, digest)),
  };
}

function pairOf(before: Digest, digest: Digest): string {
  return `${before} ${digest}`;
}
