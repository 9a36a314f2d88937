import type { PinnedImage } from "./pin-result.ts";

/** Each image of each repository once, in their first order. */
export function pinRows(pins: readonly PinnedImage[]): PinnedImage[] {
  const rows = pins.map(({ unit, repository, tag, digest }) => ({ unit, repository, tag, digest }));
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}
