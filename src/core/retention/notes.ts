import { matchesGlob } from "../lib/text/glob.ts";
import type { RetentionFacts } from "./facts.ts";
import { unmetNeeds } from "./needs.ts";
import type { ReadUnit } from "./publications.ts";
import type { RetentionPolicy } from "./rules.ts";

/** What looks healthy and is not: rules and needs that match nothing. */
export function notesOn(
  units: readonly ReadUnit[],
  selected: readonly ReadUnit[],
  policy: RetentionPolicy,
  facts: RetentionFacts,
): string[] {
  const ruled = selected.flatMap((read) => {
    const rules = policy.rules.get(read.unit.name);
    return rules ? [{ read, rules }] : [];
  });
  const empty = ruled.filter(({ read }) => read.publications.length === 0);
  const globs = new Set(ruled.flatMap(({ rules: { protect = [] } }) => protect));
  const unused = [...globs].filter(
    (glob) =>
      !ruled.some(
        ({ read, rules }) =>
          rules.protect?.includes(glob) && read.publications.some(({ tags }) => tags.some(({ tag }) => matchesGlob(glob, tag))),
      ),
  );
  return [
    ...empty.map(({ read }) => `${read.unit.name} has rules, but no publications`),
    ...unused.map((glob) => `\`protect\`: no publication has a tag that matches "${glob}"`),
    ...unmetNeeds(units, [...facts.pins, ...facts.keepFile]),
  ];
}
