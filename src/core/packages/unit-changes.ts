import type { ComparedImage, ImageChanges } from "./image-changes.ts";

/** An image to compare, and the repository that has it. */
export interface LocatedImage extends ComparedImage {
  repository: string;
}

/** Two images of a unit to compare. Any two: the newer one may be a candidate. */
export interface ImagePair {
  unit: string;
  from: LocatedImage;
  to: LocatedImage;
  /** Present if the configuration says that the unit's images list no packages. */
  packages?: false;
}

/** What differs between two images of a unit, or the reason why that is not known. */
export type UnitChanges = Pick<ImagePair, "unit" | "packages"> &
  (ImageChanges | { from: ComparedImage; to: ComparedImage; unknown: string });
