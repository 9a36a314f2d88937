import { groupBy } from "../../core/lib/group-by.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { someOf, thousands } from "../../core/lib/text/words.ts";
import type { PlannedPublication } from "../../core/retention/retention-plan.ts";

/** The most reasons of a kind that a row names. */
const maxOfKind = 2;

/** Why a publication stays: a pin for each line of many files says no more than two of them. */
export function whyOf({ keep }: PlannedPublication): string {
  const byKind = groupBy(keep, ({ kind }) => kind);
  return [...byKind.values()]
    .map((some) => someOf(withoutRepeats([...new Set(some.map(({ text }) => oneLine(text)))]), maxOfKind))
    .join(", ");
}

/** `pinned by a.yaml:1`, `pinned by b.yaml:1` as `pinned by a.yaml:1`, `b.yaml:1` */
function withoutRepeats(texts: readonly string[]): string[] {
  const [same] = /^\w+ by /.exec(texts[0] ?? "") ?? [];
  return texts.map((text, index) => (same !== undefined && index > 0 && text.startsWith(same) ? text.slice(same.length) : text));
}

/** `over 90 days, not the newest of their month`; the most frequent reason first. */
export function beyondOf(publications: readonly PlannedPublication[]): string {
  const groups = [...groupBy(publications, ({ beyond }) => beyond ?? "no rule keeps it")].toSorted(
    (a, b) => b[1].length - a[1].length,
  );
  const words = groups.map(([text, { length }]) => (length === 1 ? text : text.replaceAll(" its ", " their ")));
  // The reasons have commas of their own.
  return words.length === 1
    ? (words[0] ?? "")
    : groups.map(([, { length }], index) => `${thousands(length)} ${words[index]}`).join("; ");
}
