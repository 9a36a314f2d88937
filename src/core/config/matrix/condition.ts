import { didYouMean } from "../../lib/text/nearest.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { WhenConfig } from "../schema/schema.ts";

/** What a `when` requires of a unit: for each name, one of these values. */
export type Condition = ReadonlyMap<string, ReadonlySet<string>>;

/** The values of each name that a `when` may use: dimensions, included values, `stream`. */
export type Vocabulary = ReadonlyMap<string, ReadonlySet<string>>;

export function conditionOf(when: WhenConfig): Condition {
  return new Map(Object.entries(when).map(([name, values]) => [name, new Set(Array.isArray(values) ? values : [values])]));
}

/** Whether a unit meets a condition, if there is one. A name without a value never matches. */
export function holds(condition: Condition | undefined, values: Readonly<Record<string, string>>): boolean {
  if (!condition) return true;
  for (const [name, accepted] of condition) {
    const value = values[name];
    if (value === undefined || !accepted.has(value)) return false;
  }
  return true;
}

/**
 * Reports names and values that no unit has: a condition that never holds is a typing mistake.
 * @param vocabulary if not `complete`, only its names are reliable
 */
export function checkCondition(
  when: WhenConfig,
  path: Path,
  { vocabulary, complete }: { vocabulary: Vocabulary; complete: boolean },
  problems: Problems,
): void {
  for (const [name, values] of Object.entries(when)) {
    const known = vocabulary.get(name);
    if (!known) {
      const names = [...vocabulary.keys()];
      const hint = didYouMean(name, names);
      problems.add("config-when", `unknown dimension "${name}" in \`when\`${hint}`, [...path, name], "key");
      continue;
    }
    const list = Array.isArray(values) ? values : [values];
    for (const [index, value] of list.entries()) {
      if (!complete || known.has(value)) continue;
      const where = Array.isArray(values) ? [...path, name, index] : [...path, name];
      const hint = didYouMean(value, known);
      problems.add("config-when", `"${name}" is never "${value}"${hint}`, where);
    }
  }
}

/** The names and values of several images together. */
export function union(vocabularies: Iterable<Vocabulary>): Vocabulary {
  const all = new Map<string, Set<string>>();
  for (const vocabulary of vocabularies) {
    for (const [name, values] of vocabulary) {
      const known = all.get(name) ?? new Set();
      for (const value of values) known.add(value);
      all.set(name, known);
    }
  }
  return all;
}
