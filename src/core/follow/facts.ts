import type { HeldSpan } from "../history/history.ts";
import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import type { RollbackTarget } from "../rollback/rollback.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Verdict, Yank } from "../verdicts/verdict.ts";
import type { Follows } from "./follows.ts";

/** A publication of a source, from its first destination. */
export interface SourcePublication {
  stamp: PublicationId;
  digest: Digest;
  /** Whether a tag marks it as a rollback. */
  rollback?: true;
  /** The hash of the tests that it passed, as the image records it. Absent if it does not, or nobody asked. */
  tests?: string;
}

/** All facts that decide what a following unit publishes. */
export interface FollowFacts {
  follows: Follows;
  now: Timestamp;
  /**
   * Of the source, oldest first: the one that the follower published last, if the source still has
   * it, and all newer ones. For an advance with a target, also those from the target on.
   */
  publications: readonly SourcePublication[];
  /**
   * What the follower published last, rollbacks aside. `stamp` is the source's newest ordinary one
   * of that digest or, if the source no longer has it (`gone`), the follower's own.
   */
  last?: { stamp: PublicationId; digest: Digest; gone?: true };
  /** Present if the follower was rolled back since, and so does not show that. */
  isRolledBack?: true;
  /** Periods under holds of the source, open and ended ones. */
  holds: readonly HeldSpan[];
  /** What the source's stream tag shows. */
  shown?: Digest;
  /**
   * What people say of the source's publications: the standing verdicts, of each person one on a
   * digest; in a chain, also the bad ones on the units before it.
   */
  verdicts: readonly Verdict[];
  /** All yanks, of whatever unit: the same digest is as bad in another stream. */
  yanks: readonly Yank[];
  /** Why there can be neither holds nor verdicts: no token, no issues. */
  none?: string;
  /** Why something could not be asked. Then nothing moves. */
  unknown?: string;
  /** By hand: publish `target` or, without one, the newest that is tested and not withdrawn. */
  advance?: { by: string; reason: string; target?: RollbackTarget };
}
