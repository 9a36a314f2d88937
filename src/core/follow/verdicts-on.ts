import type { Digest } from "../lib/digest.ts";
import type { Verdict, VerdictWord } from "../verdicts/verdict.ts";

/** The verdicts with this word on a digest, under whatever timestamp. */
export function verdictsOn(verdicts: readonly Verdict[], digest: Digest, word: VerdictWord): Verdict[] {
  return verdicts.filter((one) => one.digest === digest && one.verdict === word);
}
