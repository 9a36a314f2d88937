import { groupBy } from "../../lib/group-by.ts";
import { count } from "../../lib/text/words.ts";
import { hostOf } from "../../oci/reference.ts";
import { byCause, faultNote } from "./registry-fault.ts";
import { printUnread, type Unread } from "./unread.ts";

/** A repository that did not answer, with the error. */
export interface Unasked {
  repository: string;
  failure: string;
}

/** A question about units that got no answer, although their plan goes on. */
export interface Unanswered extends Unread {
  /** The units' names. */
  units: readonly string[];
}

/** Notes on repositories that did not answer: one for each cause, however many repositories of a host it has. */
export function unaskedNotes(all: readonly Unasked[]): string[] {
  return [...groupBy(all, ({ repository }) => hostOf(repository))].flatMap(([host, ofHost]) =>
    byCause(ofHost, ({ failure }) => failure).map((cause) => {
      const [first] = cause.items;
      if (cause.items.length === 1) return `the state of ${first?.repository} is unknown: ${first?.failure}`;
      return faultNote(cause, `The state of ${count(cause.items.length, "repository", "repositories")} of ${host} is unknown`);
    }),
  );
}

/** Notes on questions without an answer: one for a host that several units needed. */
export function unansweredNotes(all: readonly Unanswered[]): string[] {
  return byCause(all, ({ failure }) => failure).flatMap((cause) => {
    const units = new Set(cause.items.flatMap(({ units }) => units));
    return units.size > 1 && cause.fault.namesHost
      ? faultNote(cause, `The plan of ${count(units.size, "unit")} goes on without its answer`)
      : cause.items.map((item) => `${item.units.join(", ")}: ${printUnread(item)}`);
  });
}
