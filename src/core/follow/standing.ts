import type { Digest } from "../lib/digest.ts";
import type { Verdict, VerdictWord } from "../verdicts/verdict.ts";

/**
 * The standing verdicts on a digest: of each person the last one, under whatever timestamp. Two of
 * the same second count in the order of the list.
 */
export function standingVerdicts(verdicts: readonly Verdict[], digest: Digest, word: VerdictWord): Verdict[] {
  const last = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    if (verdict.digest !== digest) continue;
    const before = last.get(verdict.by);
    if (!before || Date.parse(before.at) <= Date.parse(verdict.at)) last.set(verdict.by, verdict);
  }
  return [...last.values()].filter(({ verdict }) => verdict === word);
}
