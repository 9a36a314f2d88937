import { compareTimestampTags } from "../tags/grammar.ts";
import type { Yank } from "../verdicts/verdict.ts";
import { yankOf } from "../verdicts/yanked.ts";
import type { OwnPublication } from "./publications.ts";

/** A rollback, and the publication that it went back to. */
export interface KnownRollback {
  rollback: OwnPublication;
  target: OwnPublication;
}

/**
 * The rollbacks among a unit's publications, oldest first. One whose target is gone does not show
 * what it went past.
 */
export function rollbacksOf(publications: readonly OwnPublication[]): KnownRollback[] {
  const ordinary = new Map<string, OwnPublication>();
  const found: KnownRollback[] = [];
  for (const one of publications) {
    const target = ordinary.get(one.digest);
    if (!one.rollback) ordinary.set(one.digest, one);
    else if (target) found.push({ rollback: one, target });
  }
  return found;
}

/** The first later rollback to something older: people rolled back from the publication. */
export function rollbackFrom(publication: OwnPublication, rollbacks: readonly KnownRollback[]): KnownRollback | undefined {
  return rollbacks.find(
    ({ rollback, target }) =>
      rollback.digest !== publication.digest &&
      compareTimestampTags(rollback.stamp, publication.stamp) > 0 &&
      compareTimestampTags(target.stamp, publication.stamp) < 0,
  );
}

/** Whether a publication is yanked, or people rolled back from it, for people; undefined for a good one. */
export function withdrawnWords(
  publication: OwnPublication,
  rollbacks: readonly KnownRollback[],
  yanks: readonly Yank[],
): "yanked" | "rolled back" | undefined {
  if (yankOf(publication.digest, yanks)) return "yanked";
  return rollbackFrom(publication, rollbacks) ? "rolled back" : undefined;
}
