import { isTag, maximumTagLength } from "./grammar.ts";
import { tagKinds } from "./kinds.ts";
import { type DatedUnit, dayTimestampFault } from "./timestamp.ts";

const longest = tagKinds.reduce((a, b) => (b.extraLength > a.extraLength ? b : a));

/** The longest moving tag that leaves room for a tag of every kind. */
export const maximumMovingTagLength = maximumTagLength - longest.extraLength;

/**
 * Why a text is not a valid stream tag or alias; undefined if it is valid. A moving tag that reads
 * as a tag of another kind would make the grammar ambiguous.
 * @param unit says whether timestamps of a day are in use
 */
export function movingTagFault(
  text: string,
  unit: { timestamps?: DatedUnit["timestamps"] | undefined } = {},
): string | undefined {
  if (!isTag(text)) {
    return text === ""
      ? "it is empty"
      : "a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters";
  }
  if (text.length > maximumMovingTagLength) {
    return `it has ${text.length} characters; at most ${maximumMovingTagLength} are allowed, because a timestamp, a sequence and ${longest.words} must also fit into ${maximumTagLength}`;
  }
  const prefix = tagKinds.map((kind) => kind.prefix).find((one) => one && text.startsWith(one.text));
  if (prefix) return prefix.reason;
  const clash = tagKinds.map((kind) => kind.clash?.(text)).find((reason) => reason !== undefined);
  return clash ?? (unit.timestamps ? dayTimestampFault(text, { timestamps: unit.timestamps }) : undefined);
}
