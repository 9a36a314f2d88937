import { failure } from "../lib/problems/problem.ts";
import { matchesGlob } from "../lib/text/glob.ts";
import { baseUnitsOf } from "./bases.ts";
import type { Unit } from "./unit.ts";

/**
 * The units that `only` selects, in their order. An empty `only` selects all.
 * A pattern is a glob over unit names: `*` matches any text without `:`, `?` one such character. A
 * pattern without `:` matches images.
 * @throws Failure `only-nothing` for patterns without a unit: a typing mistake must not pass as
 *   "nothing to do"
 */
export function selectUnits<T extends Pick<Unit, "name">>(units: readonly T[], only: readonly string[]): T[] {
  if (only.length === 0) return [...units];
  const selected = new Set<string>();
  const unused = only.filter((glob) => {
    const names = units.filter(({ name }) => matchesUnit(glob, name)).map(({ name }) => name);
    for (const name of names) selected.add(name);
    return names.length === 0;
  });
  if (unused.length > 0) {
    const some = units.slice(0, 5).map(({ name }) => name);
    const known = `${some.join(", ")}${units.length > some.length ? ", …" : ""}`;
    throw failure(
      "only-nothing",
      `only: no unit matches ${unused.map((glob) => `"${glob}"`).join(" or ")}. Known units: ${known}`,
    );
  }
  return units.filter(({ name }) => selected.has(name));
}

/** The selected units and all their bases, in the order of `units` (bases first). */
export function withBases<T extends Unit>(units: readonly T[], selected: readonly T[]): T[] {
  const needed = new Set(selected.map(({ name }) => name));
  for (const unit of units.toReversed()) {
    if (!needed.has(unit.name)) continue;
    for (const base of baseUnitsOf(unit)) needed.add(base);
  }
  return units.filter(({ name }) => needed.has(name));
}

/** Whether a glob of `only` matches a unit. */
export function matchesUnit(glob: string, name: string): boolean {
  const patterns = (glob.includes(":") ? glob : `${glob}:*`).split(":");
  const parts = name.split(":");
  return patterns.length === parts.length && patterns.every((pattern, index) => matchesGlob(pattern, parts[index] ?? ""));
}
