import type { Aged } from "../../core/freshness/age.ts";

/**
 * Ages for machines: JSON, with a line end, worst first. Times as RFC 3339, ages in seconds.
 * @param limit milliseconds
 */
export function freshnessJson(aged: readonly Aged[], limit: number): string {
  const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
  const units = aged.map(({ name, required, state, age, published, unknown, heldBy }) => ({
    unit: name,
    required,
    state,
    ...(age === undefined ? {} : { age: seconds(age) }),
    ...(published === undefined ? {} : { published }),
    ...(unknown === undefined ? {} : { unknown }),
    ...(heldBy === undefined ? {} : { hold: heldBy }),
  }));
  return `${JSON.stringify({ limit: seconds(limit), units }, undefined, 2)}\n`;
}
