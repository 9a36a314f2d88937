import type { Digest } from "../lib/digest.ts";
import type { Named, Statement, Verdict, VerdictWord } from "./verdict.ts";

/** What a person said of a publication. `undone` takes back all earlier verdicts on it, of anybody. */
export interface VerdictEntry extends Named, Statement {
  verdict: VerdictWord | "undone";
}

/**
 * The verdicts that count: each person's last one on a digest of a unit, unless a later entry took
 * it back. A login ignores case.
 * @param entries in the order in which people said it
 */
export function standingVerdicts(entries: readonly VerdictEntry[]): Verdict[] {
  const standing = new Map<string, Map<string, Verdict>>();
  for (const entry of entries) {
    const key = publicationKey(entry);
    const persons = standing.get(key) ?? new Map<string, Verdict>();
    const { verdict } = entry;
    const person = entry.by.toLowerCase();
    if (verdict === "undone") persons.clear();
    else {
      persons.delete(person); // the order is that of the last words
      persons.set(person, { ...entry, verdict });
    }
    standing.set(key, persons);
  }
  return [...standing.values()].flatMap((persons) => [...persons.values()]);
}

/** A verdict on a digest counts for every publication of that digest of that unit. */
export function publicationKey({ unit, digest }: { unit: string; digest: Digest }): string {
  return `${unit} ${digest}`;
}
