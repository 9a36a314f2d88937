import type { Run } from "../plan/plan.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { PublishedImage } from "./published-image.ts";

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

/** A unit at the end of a run, with its newest publication. */
export interface MovedUnit {
  unit: Pick<Unit, "image" | "streamTag">;
  stamp?: PublicationId;
  published?: readonly PublishedImage[];
}

/** The repositories that a run tells what it moved. */
export interface Hints {
  /** `owner/name` each. */
  notify: readonly string[];
  /** The repository of the run, `owner/name`. */
  repository: string;
  run: Pick<Run, "id">;
  moved: readonly MovedUnit[];
}

/** The most images that one event names: GitHub limits its payload to 64 KiB. */
const maxImages = 100;

/** The streams that a run moved, in every registry; empty if it moved none. */
export function publishedNews(units: readonly MovedUnit[]): PublishedNews[] {
  const moved = units.flatMap(({ unit, stamp, published = [] }) =>
    published.flatMap(({ repository, tag, digest, was }) =>
      stamp !== undefined && tag === unit.streamTag && was !== digest
        ? [{ image: unit.image, reference: `${repository}:${tag}`, digest, timestamp: printPublicationId(stamp) }]
        : [],
    ),
  );
  return moved.slice(0, maxImages);
}
