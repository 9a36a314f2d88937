/** The palette of a picture (red, green, blue of each entry), and the entry of each pixel. */
export interface FewColours {
  palette: Uint8Array;
  indices: Uint8Array;
}

const most = 256;
/** So many stay exact because they are frequent; the others of the palette are those that would be missed most. */
const frequentOnes = 192;

/**
 * A picture in 256 colours at most. The most frequent ones stay exact: those are areas and text. So
 * do rare ones that no other is near, such as those of small marks. The rest, edges of letters, take
 * the nearest.
 */
export function fewColours(rgb: Uint8Array): FewColours {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(rgb, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const frequent = [...counts].sort(([a, times], [b, otherTimes]) => otherTimes - times || a - b).map(([colour]) => colour);
  const kept = frequent.length <= most ? frequent : paletteOf(frequent, counts);
  const entries = new Map(kept.map((colour, entry) => [colour, entry]));
  for (const colour of frequent) if (!entries.has(colour)) entries.set(colour, nearest(kept, colour));
  const indices = new Uint8Array(rgb.length / 3);
  for (let pixel = 0; pixel < indices.length; pixel++) indices[pixel] = entries.get(colourAt(rgb, pixel * 3)) ?? 0;
  return { palette: Uint8Array.from(kept.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])), indices };
}

const colourAt = (rgb: Uint8Array, at: number) => ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);

/** The most frequent colours and, one after another, the colour that differs most from them in all its pixels. */
function paletteOf(frequent: readonly number[], counts: ReadonlyMap<number, number>): number[] {
  const kept = frequent.slice(0, frequentOnes);
  const others = frequent.slice(frequentOnes).map((colour) => {
    return { colour, times: counts.get(colour) ?? 0, least: distance(kept[nearest(kept, colour)] ?? 0, colour) };
  });
  while (kept.length < most) {
    let missed = others[0];
    for (const other of others) if (missed && other.times * other.least > missed.times * missed.least) missed = other;
    if (!missed) break;
    kept.push(missed.colour);
    for (const other of others) other.least = Math.min(other.least, distance(missed.colour, other.colour));
  }
  return kept;
}

/** The entry of a palette that is nearest to a colour. */
function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [entry, other] of palette.entries()) {
    const far = distance(other, colour);
    if (far < least) [best, least] = [entry, far];
  }
  return best;
}

/** The square of the distance of two colours. */
function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = (one & 255) - (other & 255);
  return red * red + green * green + blue * blue;
}
