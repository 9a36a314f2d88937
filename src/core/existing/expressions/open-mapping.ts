import { data } from "@actions/expressions";
import { Entries, type Plain, toData } from "./data.ts";
import type { Unknowns } from "./unknowns.ts";

/** An unknown value of a run. */
export function unknownData(unknowns: Unknowns, source: string, why = `only a run knows \`${source}\``): data.StringData {
  return new data.StringData(unknowns.mark({ source, why }));
}

/** A mapping with some known entries. The others are unknown: `source` is the expression of the mapping. */
export function openMapping(
  unknowns: Unknowns,
  source: string,
  known: Iterable<readonly [string, Plain | data.Dictionary]>,
): Entries {
  return new Entries(
    [...known].map(([key, value]) => [key, value instanceof data.Dictionary ? value : toData(value)] as const),
    (key) => unknownData(unknowns, `${source}.${key}`),
  );
}
