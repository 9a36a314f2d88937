import { cut } from "../lib/text/clean.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { publicationKey, type VerdictEntry } from "./standing.ts";
import type { Named, Yank } from "./verdict.ts";
import { newestAdvances, type VerdictLog } from "./verdict-data.ts";

/** The length of a reason in an issue that is too long otherwise. */
const shortReason = 80;
/** The number of steps in which an issue gets shorter. */
const steps = 10;

/** A log without old advances. */
export function withNewestAdvances(log: VerdictLog): VerdictLog {
  return { ...log, advances: newestAdvances(log.advances) };
}

/**
 * Ever shorter forms of a log: the first that fits an issue is written. First it loses, oldest
 * first, all that was said of publications that must not stay; then the ends of reasons. What was
 * said of one publication stays or goes as a whole: without an entry that takes verdicts back, they
 * would count again.
 * @param mustStay whether a publication is newer than what a follower shows
 */
export function shorterVerdicts(log: VerdictLog, mustStay: (of: Named) => boolean): VerdictLog[] {
  const kept = withNewestAdvances(log);
  const droppable = [
    ...new Set(
      oldestFirst(log.verdicts)
        .filter((one) => !mustStay(one))
        .map(publicationKey),
    ),
  ];
  const without = Array.from({ length: steps + 1 }, (_, step) => {
    const gone = new Set(droppable.slice(0, Math.ceil((droppable.length * step) / steps)));
    return { ...kept, verdicts: kept.verdicts.filter((entry) => !gone.has(publicationKey(entry))) };
  });
  const last = without.at(-1) ?? kept;
  return [...without, { ...last, verdicts: shortened(last.verdicts), advances: shortened(last.advances) }];
}

/** The same for yanks: those that were taken back go, oldest first. */
export function shorterYanks(yanks: readonly Yank[]): Yank[][] {
  const undone = yanks.filter((yank) => yank.undone);
  const without = Array.from({ length: steps + 1 }, (_, step) => {
    const gone = new Set(undone.slice(0, Math.ceil((undone.length * step) / steps)));
    return yanks.filter((yank) => !gone.has(yank));
  });
  return [...without, shortened(without.at(-1) ?? yanks)];
}

function shortened<Entry extends { reason: string }>(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => ({ ...entry, reason: cut(entry.reason, shortReason) }));
}

function oldestFirst(entries: readonly VerdictEntry[]): VerdictEntry[] {
  return entries.toSorted((a, b) => compareTimestampTags(a.stamp, b.stamp));
}
