import { matchesGlob } from "../lib/text/glob.ts";
import { hasVersionsAlone } from "../unit/versions-alone.ts";
import type { RetentionFacts } from "./facts.ts";
import { unmetNeeds } from "./needs.ts";
import type { ReadUnit } from "./publications.ts";
import type { RetentionPolicy } from "./rules.ts";

/** What looks healthy and is not: rules and needs that match nothing. */
export function notesOn(
  units: readonly ReadUnit[],
  selected: readonly ReadUnit[],
  { rules }: RetentionPolicy,
  { pins, keepFile, unknown }: RetentionFacts,
): string[] {
  if (unknown.length > 0) return []; // what could not be read may have it
  const globsOf = ({ unit }: ReadUnit): readonly string[] => rules.get(unit.name)?.protect ?? [];
  const isUsed = (glob: string): boolean =>
    units.some((read) => globsOf(read).includes(glob) && tagsOf(read).some((tag) => matchesGlob(glob, tag)));
  const empty = selected.filter(
    ({ unit, publications }) => rules.has(unit.name) && publications.length === 0 && !hasVersionsAlone(unit),
  );
  const unused = [...new Set(selected.flatMap(globsOf))].filter((glob) => !isUsed(glob));
  return [
    ...empty.map(({ unit }) => `${unit.name} has rules, but no publications`),
    ...unused.map((glob) => `\`protect\`: no publication has a tag that matches "${glob}"`),
    ...unmetNeeds(units, [...pins, ...keepFile]),
  ];
}

function tagsOf({ publications }: ReadUnit): string[] {
  return publications.flatMap(({ tags }) => tags.map(({ tag }) => tag));
}
