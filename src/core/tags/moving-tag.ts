import { isTag, maximumTagLength } from "./grammar.ts";
import { tagKinds } from "./kinds.ts";
import { type DatedUnit, dayTimestampFault } from "./timestamp.ts";

const prefixes = tagKinds.flatMap(({ prefix }) => prefix ?? []);
const clashes = tagKinds.flatMap(({ clash }) => clash ?? []);
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
  for (const { text: prefix, reason } of prefixes) if (text.startsWith(prefix)) return reason;
  for (const clash of clashes) {
    const reason = clash(text);
    if (reason !== undefined) return reason;
  }
  return unit.timestamps ? dayTimestampFault(text, { timestamps: unit.timestamps }) : undefined;
}
