import type { Change, View } from "../view.ts";
import type { StripScale } from "./strip-scale.ts";

/** What all rows have in common. */
export interface Frame {
  view: View;
  change: Change;
  /** When Tagstream read the registries, in milliseconds since 1970. */
  read: number;
  /** The reader's clock, in milliseconds since 1970. */
  now: number;
  /** The age that images may have, in milliseconds. */
  limit: number;
  scale: StripScale;
  /** The end of the day that the page shows; undefined: now. */
  moment: number | undefined;
  /** Whether a row of its own names the image. */
  isGrouped: boolean;
}
