import { sourceStream } from "../../core/follow/source-stream.ts";
import { isFollower } from "../../core/follow/state.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";

/** Longest reason of a person, in characters. */
const maxReason = 200;
const maxPeople = 3;

/** People who let an image be followed. */
export interface Approval {
  verifiedBy?: readonly string[];
  advanced?: { by: string; reason: string };
}

/**
 * `, verified by octo, advanced by octo: it mends CVE-1`, as plain text; empty without anybody.
 * @param most the most characters of a reason
 */
export function approvalWords({ verifiedBy = [], advanced }: Approval, most = maxReason): string {
  const verified = verifiedBy.length === 0 ? "" : `, verified by ${firstOf(verifiedBy.map(oneLine), maxPeople)}`;
  return `${verified}${advanced ? `, advanced by ${oneLine(advanced.by)}: ${cut(oneLine(advanced.reason), most)}` : ""}`;
}

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
