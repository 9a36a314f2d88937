import type { Judgements } from "../../core/verdicts/verdict.ts";
import type { Holds } from "../holds/holds.ts";

/** What issues did not say of holds, verdicts and yanks, and other remarks of reading them. */
export function unreadNotes({ notes, unreadable }: Pick<Holds, "notes" | "unreadable">, judgements: Judgements): string[] {
  return [
    ...notes,
    ...(unreadable === undefined ? [] : [`holds unknown: ${unreadable}`]),
    ...judgements.notes,
    ...(judgements.unreadable === undefined ? [] : [`verdicts and yanks unknown: ${judgements.unreadable}`]),
  ];
}
