import type { Digest } from "../lib/digest.ts";
import { shortDigest } from "../lib/digest.ts";
import { oneLine } from "../lib/text/clean.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import { yankOf } from "../verdicts/yanked.ts";
import type { FollowFacts, SourcePublication } from "./facts.ts";
import { verdictsOn } from "./verdicts-on.ts";

/** Why a publication must not be used. */
export interface Withdrawal {
  /** A sentence part in lower case. */
  words: string;
  /** Whether nothing but a new publication can help: a verdict, a yank and a hold can be taken back. */
  isFinal: boolean;
}

type Named = Pick<SourcePublication, "stamp" | "digest">;

/** Why people, or the source itself, withdrew a publication; undefined if they did not. */
export function withdrawalOf(publication: Named, facts: FollowFacts): Withdrawal | undefined {
  const { digest } = publication;
  const rollback = rollbackPast(publication, facts.publications);
  if (rollback) return { words: `rolled back by ${printPublicationId(rollback.stamp)}`, isFinal: true };
  return judgementOn(digest, facts) ?? heldBack(publication, facts);
}

/** The yank of a digest, or a person's standing bad verdict on it. */
export function judgementOn(
  digest: Digest,
  { verdicts, yanks }: Pick<FollowFacts, "verdicts" | "yanks">,
): Withdrawal | undefined {
  const yank = yankOf(digest, yanks);
  if (yank) return { words: `yanked by ${oneLine(yank.by)}: ${oneLine(yank.reason)}`, isFinal: false };
  const [bad] = verdictsOn(verdicts, digest, "bad");
  return bad && { words: `bad verdict of ${oneLine(bad.by)}: ${oneLine(bad.reason)}`, isFinal: false };
}

/** The first later rollback of the source to something older. */
function rollbackPast(publication: Named, publications: readonly SourcePublication[]): SourcePublication | undefined {
  return publications.find(
    (later) =>
      later.rollback &&
      compareTimestampTags(later.stamp, publication.stamp) > 0 &&
      isOlder(
        later.digest,
        publication,
        publications.filter(({ stamp }) => compareTimestampTags(stamp, later.stamp) < 0),
      ),
  );
}

/** Whether a digest's newest ordinary publication is older. One that is not listed is older than all that are. */
function isOlder(digest: Digest, than: Named, publications: readonly SourcePublication[]): boolean {
  if (digest === than.digest) return false;
  const newest = publications.findLast((one) => one.digest === digest && !one.rollback);
  return !newest || compareTimestampTags(newest.stamp, than.stamp) < 0;
}

/** The open hold under which the source shows something older, or nothing. */
function heldBack(publication: Named, { follows, holds, shown, publications }: FollowFacts): Withdrawal | undefined {
  for (const hold of holds) {
    if (hold.until !== undefined) continue;
    const digest = hold.digest ?? shown;
    if (digest !== undefined && !isOlder(digest, publication, publications)) continue;
    const at = publications.findLast((one) => one.digest === digest && !one.rollback);
    const where = at ? ` at ${printPublicationId(at.stamp)}` : digest === undefined ? "" : ` at ${shortDigest(digest)}`;
    return { words: `hold #${hold.issue} keeps ${follows.unit}${where}`, isFinal: false };
  }
  return undefined;
}
