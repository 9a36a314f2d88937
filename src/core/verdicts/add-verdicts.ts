import { publicationKey, standingVerdicts, type VerdictEntry } from "./standing.ts";
import { identityOf, type VerdictLog } from "./verdict-data.ts";

/**
 * The entries that a log does not have yet. Not what another attempt of the run has said, nor the
 * end of verdicts where none stands. None is earlier than what the log says: clocks may differ, and
 * the last word counts.
 */
export function newEntries(log: Pick<VerdictLog, "verdicts">, entries: readonly VerdictEntry[]): VerdictEntry[] {
  const standing = new Set(standingVerdicts(log.verdicts).map(publicationKey));
  const newest =
    log.verdicts
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? "";
  const isNew = (entry: VerdictEntry): boolean =>
    (entry.verdict !== "undone" || standing.has(publicationKey(entry))) &&
    !(entry.run !== undefined && log.verdicts.some((other) => isSameSaying(other, entry)));
  return entries.filter(isNew).map((entry) => (entry.at < newest ? { ...entry, at: newest } : entry));
}

/** The log with these entries; undefined if it has them. */
export function withEntries(log: VerdictLog, entries: readonly VerdictEntry[]): VerdictLog | undefined {
  const known = new Set(log.verdicts.map(identityOf));
  const missing = entries.filter((entry) => !known.has(identityOf(entry)));
  return missing.length === 0 ? undefined : { ...log, verdicts: [...log.verdicts, ...missing] };
}

function isSameSaying(a: VerdictEntry, b: VerdictEntry): boolean {
  return publicationKey(a) === publicationKey(b) && a.verdict === b.verdict && a.run === b.run && a.by === b.by;
}
