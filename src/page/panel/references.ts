import { oneLine } from "../../core/lib/text/clean.ts";
import type { UnitStatus } from "../../core/status/status.ts";

/** A text that pulls an image. */
export interface Reference {
  /** What it pulls, for people. */
  what: string;
  text: string;
}

/**
 * How to pull what a unit shows, from one repository: exactly this image, its publication, and
 * whatever the stream shows. On one line each: people paste them into terminals.
 */
export function pullReferences({ streamTag, shows }: Pick<UnitStatus, "streamTag" | "shows">, repository: string): Reference[] {
  const tag = oneLine(`${repository}:${streamTag}`);
  if (!shows) return [];
  return [
    { what: "exactly this image", text: `${tag}@${shows.digest}` },
    ...(shows.timestamp === undefined ? [] : [{ what: "this publication", text: oneLine(`${tag}-${shows.timestamp}`) }]),
    { what: "whatever the stream shows", text: tag },
  ];
}
