import type { Digest } from "../lib/digest.ts";
import { momentWords } from "../lib/time/moment.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { Judgements, Yank } from "./verdict.ts";

/** The yanks of a repository, as far as they are known. */
export type KnownYanks = Pick<Judgements, "yanks" | "unreadable">;

/**
 * The yank of a digest, of whatever unit: the same bits are as bad in another stream. Undefined if
 * nobody yanked it, or somebody took that back.
 */
export function yankOf(digest: Digest | undefined, yanks: readonly Yank[]): Yank | undefined {
  return yanks.find((yank) => yank.digest === digest && !yank.undone);
}

/** `octo yanked squid:fresh 20261116-0617 at 2026-11-25 11:20 UTC: leaks a key` */
export function yankWords({ by, unit, stamp, at, reason }: Yank): string {
  return `${by} yanked ${unit} ${printPublicationId(stamp)} at ${momentWords(at)}: ${reason}`;
}

/** The command that takes a yank back, for a terminal. */
export function undoCommand({ unit, stamp }: Yank): string {
  return `tagstream yank --undo --only ${unit} --to ${printPublicationId(stamp)} --reason "…"`;
}
