/** The palette of a picture (red, green, blue of each entry), and the entry of each pixel. */
export interface FewColours {
  palette: Uint8Array;
  indices: Uint8Array;
}

/**
 * A picture in 256 colours at most. The most frequent ones stay exact: those are areas and text. The
 * rest, edges of letters, take the nearest.
 */
export function fewColours(rgb: Uint8Array): FewColours {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(rgb, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const frequent = [...counts].sort(([a, times], [b, otherTimes]) => otherTimes - times || a - b).map(([colour]) => colour);
  const kept = frequent.slice(0, 256);
  const entries = new Map(kept.map((colour, entry) => [colour, entry]));
  for (const colour of frequent.slice(256)) entries.set(colour, nearest(kept, colour));
  const indices = new Uint8Array(rgb.length / 3);
  for (let pixel = 0; pixel < indices.length; pixel++) indices[pixel] = entries.get(colourAt(rgb, pixel * 3)) ?? 0;
  return { palette: Uint8Array.from(kept.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])), indices };
}

const colourAt = (rgb: Uint8Array, at: number) => ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);

/** The entry of a palette that is nearest to a colour. */
function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [entry, other] of palette.entries()) {
    const [red, green, blue] = [
      (other >> 16) - (colour >> 16),
      ((other >> 8) & 255) - ((colour >> 8) & 255),
      (other & 255) - (colour & 255),
    ];
    const distance = red * red + green * green + blue * blue;
    if (distance < least) [best, least] = [entry, distance];
  }
  return best;
}
