import { rebuildReasons } from "../freshness/tries.ts";
import type { ImageFacts } from "../history/image-facts.ts";
import type { Digest } from "../lib/digest.ts";
import { parseTimestamp } from "../lib/time/timestamp.ts";
import type { PackagesStatus, PublicationStatus } from "./publication-status.ts";
import type { Status } from "./status.ts";

/**
 * Facts of an earlier status that can never change, because digests name them. Reading them again
 * costs most of a status.
 */
export interface EarlierFacts {
  /** What an image says of itself; undefined if no registry showed all of it. */
  imageOf(digest: Digest): ImageFacts | undefined;
  /** How the packages of a digest differ from those of another one. */
  packagesOf(before: Digest, digest: Digest): PackagesStatus | undefined;
}

/** What an earlier status knows; nothing without one. */
export function earlierFacts(status: Status | undefined): EarlierFacts {
  const images = new Map<Digest, ImageFacts>();
  const packages = new Map<string, PackagesStatus>();
  for (const { publications } of status?.units ?? []) {
    for (const [index, publication] of publications.entries()) {
      const image = imageOf(publication);
      if (image) images.set(publication.digest, image);
      const before = publications.slice(index + 1).find(({ digest }) => digest !== publication.digest);
      if (before && publication.packages) packages.set(pairOf(before.digest, publication.digest), publication.packages);
    }
  }
  return {
    imageOf: (digest) => images.get(digest),
    packagesOf: (before, digest) => packages.get(pairOf(before, digest)),
  };
}

/** Undefined unless each value has the form that the image itself must give it. */
function imageOf({ image, bases, revision, tests }: PublicationStatus): ImageFacts | undefined {
  if (!image) return undefined;
  const { built: text, reason: word, ...others } = image;
  const built = text === undefined ? undefined : parseTimestamp(text);
  const reason = rebuildReasons.find((known) => known === word);
  if ((text !== undefined && !built) || (word !== undefined && !reason)) return undefined;
  return {
    annotations: {
      ...others,
      ...(built ? { built } : {}),
      ...(reason ? { reason } : {}),
      ...(revision === undefined ? {} : { revision }),
      ...(tests === undefined ? {} : { tests }),
    },
    bases,
  };
}

function pairOf(before: Digest, digest: Digest): string {
  return `${before} ${digest}`;
}
