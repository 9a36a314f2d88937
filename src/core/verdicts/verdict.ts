import type { Digest } from "../lib/digest.ts";
import type { PublicationId } from "../tags/timestamp.ts";

export const verdictWords = ["good", "bad"] as const;
export type VerdictWord = (typeof verdictWords)[number];

/** Who decided something about a publication, when and why. */
export interface Statement {
  /** The login of the person. */
  by: string;
  /** RFC 3339, UTC, to the second. */
  at: string;
  reason: string;
  /** The id of the run; absent on the command line. */
  run?: string;
}

/** A publication of a unit that people judged. */
export interface Named {
  /** The unit that published it: of a verdict, the source. */
  unit: string;
  stamp: PublicationId;
  digest: Digest;
}

/** One person's verdict on a publication. The last one of each person counts. */
export interface Verdict extends Named, Statement {
  verdict: VerdictWord;
}

/** A publication that a person published in a following unit before its time. */
export interface Advance extends Named, Statement {
  /** The following unit; `unit` is its source. */
  follower: string;
}

/** A publication that nothing may use again. */
export interface Yank extends Named, Statement {
  /** Present once somebody took it back: then it no longer counts. */
  undone?: Statement;
}

/** What a repository's issues say of publications. */
export interface Judgements {
  /** Standing verdicts and advances, of all following streams. */
  verdicts: readonly Verdict[];
  advances: readonly Advance[];
  /** Those that count. */
  yanks: readonly Yank[];
  /** Why some of it cannot be read: then no follower moves by itself. */
  unreadable?: string;
  /** Why the repository can have none: it has no token or no issues. */
  none?: string;
  notes: readonly string[];
}
