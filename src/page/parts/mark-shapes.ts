import type { OriginStatus } from "../../core/status/publication-status.ts";

export type OriginKind = OriginStatus["kind"];

/** How a publication is drawn: a shape around the point 0,0 at most 5 wide, so that no mark lives of its colour alone. */
export interface MarkShape {
  /** The kind, for the legend. */
  word: string;
  /** The name of its colour, `--mark-…`, and class. */
  colour: string;
  /** The path of an SVG. */
  path: string;
}

const square = "M-2.4-2.4h4.8v4.8h-4.8z";

/** The marks of all kinds, in the order of the legend. */
export const markShapes: Readonly<Record<OriginKind, MarkShape>> = {
  built: { word: "built", colour: "built", path: "M-3.8 0a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0z" },
  promoted: { word: "promoted", colour: "promoted", path: "M0-5 5 0 0 5-5 0z" },
  followed: { word: "followed", colour: "followed", path: "M-3.2-4.6 4.6 0-3.2 4.6z" },
  "rolled back": { word: "rolled back", colour: "back", path: "M3.2-4.6-4.6 0 3.2 4.6z" },
  unchanged: { word: "unchanged", colour: "unchanged", path: "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z" },
  "published again": { word: "published again", colour: "again", path: "M0-3.2 3.2 0 0 3.2-3.2 0z" },
  adopted: { word: "adopted", colour: "again", path: square },
};
