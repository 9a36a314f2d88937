import { printPublicationId } from "../tags/timestamp.ts";
import type { UnitResult } from "./result.ts";

/** An image that a run moved its stream to, for repositories that are built on it. */
export interface PublishedNews {
  /** The image's name in the configuration. */
  image: string;
  /** `registry/name:tag`, of the stream. */
  reference: string;
  digest: string;
  /** The publication: `20261116-0617`. */
  timestamp: string;
}

/** The most images that one event names: GitHub limits its payload to 64 KiB. */
const maxImages = 100;

/** The streams that a run moved, in every registry; empty if it moved none. */
export function publishedNews(results: readonly UnitResult[]): PublishedNews[] {
  const moved = results.flatMap(({ unit, stamp, published = [] }) =>
    published.flatMap(({ repository, tag, digest, was }) =>
      stamp !== undefined && tag === unit.streamTag && was !== digest
        ? [{ image: unit.image, reference: `${repository}:${tag}`, digest, timestamp: printPublicationId(stamp) }]
        : [],
    ),
  );
  return moved.slice(0, maxImages);
}
