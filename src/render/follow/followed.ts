import { approvalWords } from "../../core/follow/approval-words.ts";
import { sourceStream } from "../../core/follow/source-stream.ts";
import { isFollower } from "../../core/follow/state.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";

/**
 * Where a follower's new image comes from, as plain text: `followed fresh 20261116-0617, byte for byte,
 * verified by octo`. Undefined unless the plan publishes one.
 */
export function followedWords(unit: PlannedUnit): string | undefined {
  const { follow, decision } = unit;
  if (!follow?.takes || !isFollower(unit) || (decision !== "follow" && decision !== "test")) return undefined;
  const tested = decision === "follow" ? "" : follow.retest ? ", tested again" : ", its own tests passed";
  return `followed ${sourceStream(unit)} ${printPublicationId(follow.takes.stamp)}, byte for byte${tested}${approvalWords(follow)}`;
}

export const wouldFollow = "would follow";

/** `would follow fresh 20261123-0617`: what a held follower would publish. Undefined if that is nothing. */
export function wouldFollowWords(unit: PlannedUnit): string | undefined {
  const { follow, decision } = unit;
  if (!follow?.takes || !isFollower(unit) || decision === "follow" || decision === "test") return undefined;
  return `${wouldFollow} ${sourceStream(unit)} ${printPublicationId(follow.takes.stamp)}`;
}
