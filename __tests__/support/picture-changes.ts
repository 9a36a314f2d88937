import type { Picture } from "./png.ts";

/** The side of a block, in pixels: about the height of a small letter. */
const side = 8;
/** From here on two blocks differ: of 255, in the mean of red, green or blue. */
const noticeable = 24;
/** So many blocks may differ: less than a short word. */
const admitted = 2;

/**
 * What differs between two pictures that a person would notice; undefined if nothing does. It
 * compares means of blocks, so letters may have other edges, or be a fraction of a pixel elsewhere:
 * two versions of a browser differ that way. A word that is new, gone or of another colour counts.
 */
export function pictureChange(before: Picture, after: Picture): string | undefined {
  if (before.width !== after.width || before.height !== after.height)
    return `it is ${after.width} by ${after.height} pixels, and was ${before.width} by ${before.height}`;
  const changed: [number, number][] = [];
  for (let y = 0; y < before.height; y += side) {
    for (let x = 0; x < before.width; x += side) if (differs(before, after, x, y)) changed.push([x, y]);
  }
  if (changed.length <= admitted) return undefined;
  const [xs, ys] = [changed.map(([x]) => x), changed.map(([, y]) => y)];
  const from = `(${Math.min(...xs)}, ${Math.min(...ys)})`;
  const to = `(${Math.max(...xs) + side}, ${Math.max(...ys) + side})`;
  return `${changed.length} blocks of ${side} by ${side} pixels differ, all between ${from} and ${to}`;
}

function differs(before: Picture, after: Picture, x: number, y: number): boolean {
  const [was, is] = [meanOf(before, x, y), meanOf(after, x, y)];
  return was.some((mean, channel) => Math.abs(mean - (is[channel] ?? 0)) > noticeable);
}

/** The means of red, green and blue over one block. */
function meanOf({ width, height, rgb }: Picture, left: number, top: number): number[] {
  const sums = [0, 0, 0];
  const [right, bottom] = [Math.min(left + side, width), Math.min(top + side, height)];
  for (let y = top; y < bottom; y++) {
    for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at++) sums[at % 3] = (sums[at % 3] ?? 0) + (rgb[at] ?? 0);
  }
  return sums.map((sum) => sum / ((right - left) * (bottom - top)));
}

/** Whether all pixels of a picture have one colour. */
export const isBlank = ({ rgb }: Picture): boolean => rgb.every((sample, at) => sample === rgb[at % 3]);
