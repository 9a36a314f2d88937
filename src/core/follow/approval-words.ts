import { cut, oneLine } from "../lib/text/clean.ts";
import { firstOf } from "../lib/text/words.ts";

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
