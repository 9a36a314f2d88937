import { count } from "../lib/text/words.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import { ageWords } from "../plan/decide/promotion.ts";
import { type DueFacts, openTries, publicationAge } from "./due.ts";

/**
 * The note on a run that rebuilds nothing, although it looked: `nothing is due: the oldest image is
 * 3 days old`.
 * @param isHint whether a hint started the run
 */
export function nothingDue(units: readonly DueFacts[], now: Timestamp, isHint: boolean): string {
  if (isHint) return "nothing to rebuild: no base has moved";
  const ages = units.flatMap((facts) => publicationAge(facts, now) ?? []);
  const failing = units.filter((facts) => openTries(facts)).length;
  const waiting =
    failing === 0 ? "" : `; ${count(failing, "failing image")} ${failing === 1 ? "waits" : "wait"} for the next try`;
  return `nothing is due: the oldest image is ${ageWords(Math.max(0, ...ages))} old${waiting}`;
}
