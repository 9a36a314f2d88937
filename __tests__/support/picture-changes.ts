import type { Picture } from "./png.ts";

/** Jest looks up a global each time that code names it, which costs more than the calculation. */
const { abs, max, min } = Math;

/** From here on two colours differ: of 255, in red, green or blue. */
const noticeable = 72;
/** So many pixels may differ: fewer than one digit for another. */
const admitted = 5;

/**
 * What differs between two pictures that a person would notice; undefined if nothing does. A pixel
 * differs if the other picture has no such colour there, nor right beside it. So letters may have
 * softer edges or be a pixel elsewhere, as two versions of a browser differ. A digit that changed, a
 * word of another colour or a line that is gone counts.
 */
export function pictureChange(before: Picture, after: Picture): string | undefined {
  if (before.width !== after.width || before.height !== after.height)
    return `it is ${after.width} by ${after.height} pixels, and was ${before.width} by ${before.height}`;
  const changed: [number, number][] = [];
  for (let y = 0; y < before.height; y++) {
    if (Buffer.compare(rowOf(before, y), rowOf(after, y)) === 0) continue;
    for (let x = 0; x < before.width; x++) if (isChanged(before, after, x, y)) changed.push([x, y]);
  }
  return changed.length <= admitted ? undefined : `${changed.length} pixels differ, all ${between(changed)}`;
}

const rowOf = ({ width, rgb }: Picture, y: number) => rgb.subarray(y * width * 3, (y + 1) * width * 3);

/** The rectangle around some pixels, for messages. */
function between(pixels: readonly [number, number][]): string {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const [x, y] of pixels) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return `between (${left}, ${top}) and (${right}, ${bottom})`;
}

function isChanged(before: Picture, after: Picture, x: number, y: number): boolean {
  const at = (y * before.width + x) * 3;
  return differ(before, at, after, at) && (isAlone(before, after, x, y) || isAlone(after, before, x, y));
}

/** Whether the other picture has no such colour here, nor right beside it. */
function isAlone(own: Picture, other: Picture, x: number, y: number): boolean {
  const at = (y * own.width + x) * 3;
  for (let row = max(y - 1, 0); row <= min(y + 1, own.height - 1); row++) {
    for (let column = max(x - 1, 0); column <= min(x + 1, own.width - 1); column++)
      if (!differ(own, at, other, (row * own.width + column) * 3)) return false;
  }
  return true;
}

function differ(own: Picture, at: number, other: Picture, where: number): boolean {
  for (let channel = 0; channel < 3; channel++) {
    if (abs((own.rgb[at + channel] ?? 0) - (other.rgb[where + channel] ?? 0)) > noticeable) return true;
  }
  return false;
}

/** Whether all pixels of a picture have one colour. */
export const isBlank = ({ rgb }: Picture): boolean => rgb.every((sample, at) => sample === rgb[at % 3]);
