import { parseTimestamp, type Timestamp } from "../lib/timestamp.ts";

/**
 * The one grammar of tags. It both prints and parses, so that every tag read from a registry maps back to what it is,
 * or to undefined: "not ours", and then nothing touches it.
 *
 * A `family` is the text that a unit's tags share: its stream tag (`25-el9-release`) or one of its aliases (`latest`).
 */
export type Tag =
  | { kind: "moving"; movingTag: string }
  | { kind: "timestamp"; movingTag: string; timestamp: Timestamp; sequence: number }
  /** Says that the publication under the timestamp tag of this name is a rollback: it shows the same digest, and never changes. */
  | { kind: "rollback"; movingTag: string; timestamp: Timestamp; sequence: number }
  | { kind: "pull-request"; movingTag: string; number: number }
  | { kind: "inputs"; movingTag: string; prefix: string }
  /** `variant` is the values of the matrix, `25-el9`, or empty; `version` is whole, `1.4.2`, `1.5.0-rc.1`, or the beginning, `1.4`, `1`. */
  | { kind: "version"; variant: string; version: string };

/** The OCI distribution specification's `<reference>` as a tag. */
const grammar = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** The longest tag that a registry takes, in characters. */
export const maximumTagLength = 128;

/** How many characters of the inputs hash a candidate's tag shows. */
export const inputsPrefixLength = 12;

/** The largest sequence that tells apart publications of one minute: `-01` to `-99`; 0 prints as nothing. */
export const maximumSequence = 99;

/**
 * The longest family: `rc.{family}.{12 hexadecimal digits}`, `rc.{family}.pr-{9 digits}` and `rb.{family}-20261123-0617-01` must all fit.
 */
export const maximumMovingTagLength = maximumTagLength - Math.max("rc..pr-".length + 9, "rb.-20261123-0617-01".length);

const rollbackPrefix = "rb.";

/** Whether a registry would take this text as a tag. */
export function isTag(text: string): boolean {
  return grammar.test(text);
}

/** The text of a tag. */
export function printTag(tag: Tag): string {
  switch (tag.kind) {
    case "moving":
      return tag.movingTag;
    case "timestamp":
      return `${tag.movingTag}-${tag.timestamp}${tag.sequence === 0 ? "" : `-${String(tag.sequence).padStart(2, "0")}`}`;
    case "rollback":
      return rollbackPrefix + printTag({ ...tag, kind: "timestamp" });
    case "pull-request":
      return `rc.${tag.movingTag}.pr-${tag.number}`;
    case "inputs":
      return `rc.${tag.movingTag}.${tag.prefix}`;
    case "version":
      return tag.variant === "" ? tag.version : `${tag.variant}-${tag.version}`;
  }
}

const candidateTail = /^\.(?:pr-([1-9]\d{0,8})|([a-f0-9]{12}))$/;

/** What a tag is to the given family, or undefined when it is none of that family's. */
export function parseTag(text: string, movingTag: string): Tag | undefined {
  if (text === movingTag) return { kind: "moving", movingTag };
  const timestamped = parseTimestampTag(text);
  if (timestamped?.movingTag === movingTag) return timestamped;
  const rollback = parseRollbackTag(text);
  if (rollback?.movingTag === movingTag) return rollback;
  if (text.startsWith(`rc.${movingTag}.`)) {
    const match = candidateTail.exec(text.slice("rc.".length + movingTag.length));
    if (match?.[1] !== undefined) return { kind: "pull-request", movingTag, number: Number(match[1]) };
    if (match?.[2] !== undefined) return { kind: "inputs", movingTag, prefix: match[2] };
  }
  return undefined;
}

/** The tag of a pull request's candidate that a text is, whatever its family. There is one way to read it: behind the last dot is no family. */
export function parsePullRequestTag(text: string): Extract<Tag, { kind: "pull-request" }> | undefined {
  const movingTag = text.slice("rc.".length, text.lastIndexOf("."));
  const tag = movingTagFault(movingTag) === undefined ? parseTag(text, movingTag) : undefined;
  return tag?.kind === "pull-request" ? tag : undefined;
}

/** The mark of a rollback that a text is, whatever its family. */
export function parseRollbackTag(text: string): Extract<Tag, { kind: "rollback" }> | undefined {
  const tag = text.startsWith(rollbackPrefix) ? parseTimestampTag(text.slice(rollbackPrefix.length)) : undefined;
  return tag && { ...tag, kind: "rollback" };
}

const timestampTag = /^(.+)-(\d{8}-\d{4})(?:-(0[1-9]|[1-9]\d))?$/;

/** The timestamp tag that a text is, whatever its family. There is one way to read it, since no family begins with `rb.` or ends like a timestamp. */
export function parseTimestampTag(text: string): Extract<Tag, { kind: "timestamp" }> | undefined {
  if (text.startsWith(rollbackPrefix)) return undefined;
  const [, movingTag, time, sequence = "0"] = timestampTag.exec(text) ?? [];
  const timestamp = time === undefined ? undefined : parseTimestamp(time);
  return movingTag !== undefined && timestamp
    ? { kind: "timestamp", movingTag, timestamp, sequence: Number(sequence) }
    : undefined;
}

// Semantic Versioning 2.0.0: no leading zeros in numbers; a pre-release's identifiers have letters, digits and `-`. Without build metadata.
const number = "(?:0|[1-9]\\d{0,14})";
const identifier = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const versionText = new RegExp(`^${number}(?:\\.${number}(?:\\.${number}(?:-${identifier}(?:\\.${identifier})*)?)?)?$`);

/**
 * The version tag that a text is to a variant, or undefined when it is none of that variant's. What ends like a timestamp is a timestamp tag,
 * so that there is one way to read each.
 */
export function parseVersionTag(text: string, variant: string): Extract<Tag, { kind: "version" }> | undefined {
  const rest = variant === "" ? text : text.startsWith(`${variant}-`) ? text.slice(variant.length + 1) : "";
  return versionText.test(rest) && !endsLikeTimestamp(text) ? { kind: "version", variant, version: rest } : undefined;
}

function endsLikeTimestamp(text: string): boolean {
  return /(^|-)\d{8}-\d{4}(-\d{2})?$/.test(text);
}

/**
 * Why a text may not be the family of a unit's tags, or undefined when it may.
 * A family that reads as another family's timestamp or candidate tag would make the grammar ambiguous.
 */
export function movingTagFault(text: string): string | undefined {
  if (!isTag(text)) {
    return text === ""
      ? "it is empty"
      : "a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters";
  }
  if (text.length > maximumMovingTagLength) {
    return `it has ${text.length} characters, and at most ${maximumMovingTagLength} are allowed: a timestamp, a sequence and the mark of a rollback must fit into ${maximumTagLength}, too`;
  }
  if (text.startsWith("rc.")) return "tags that begin with `rc.` are those of release candidates";
  if (text.startsWith(rollbackPrefix)) return "tags that begin with `rb.` mark rollbacks";
  if (endsLikeTimestamp(text)) return "a tag that ends like a timestamp could not be told from one";
  return undefined;
}

/** Orders timestamp tags of one family: oldest first. */
export function compareTimestampTags(
  a: { timestamp: Timestamp; sequence: number },
  b: { timestamp: Timestamp; sequence: number },
): number {
  return a.timestamp === b.timestamp ? a.sequence - b.sequence : a.timestamp < b.timestamp ? -1 : 1;
}
