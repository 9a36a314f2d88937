import type { Answer } from "../core/doctor/answer.ts";
import type { BranchRules } from "../core/doctor/branch-rules.ts";
import type { TagRule } from "../core/lib/tag-rule.ts";

/**
 * What only the command `doctor` asks, with this machine's logins. It changes nothing. Each throws a
 * Failure where the other side does not answer.
 */
export interface Inspector {
  /** Whether the checkout lacks commits. */
  isShallow(): Promise<boolean>;
  /** Whether the login may remove tags, or the refusal for people. Removes nothing to find out. */
  mayRemove(repository: string): Promise<Answer<true | string>>;
  /** A repository's rules about tags; undefined if its registry can have none. */
  tagRules(repository: string): Promise<Answer<readonly TagRule[] | undefined>>;
  /**
   * What GitHub requires before a merge to a branch; unknown without a token.
   * @throws Failure `github-…`
   */
  branchRules(branch: string): Promise<Answer<BranchRules>>;
}
