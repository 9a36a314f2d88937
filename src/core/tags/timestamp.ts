import { isWholeDay, parseDay, parseTimestamp, type Timestamp } from "../lib/time/timestamp.ts";
import type { Alias, Unit } from "../unit/unit.ts";
import { hasVersionsAlone } from "../unit/versions-alone.ts";
import { rollbackPrefix } from "./grammar.ts";
import type { PublicationFacts, TagKind } from "./kind.ts";

/** A publication's name within a unit: all its timestamp tags contain it. */
export interface PublicationId {
  timestamp: Timestamp;
  sequence: number;
}

/**
 * The forms of timestamps that a unit's tags have. Without `timestamps`, `release-20261123` may be
 * anyone's tag. With it, minutes and days are both read, so that a change keeps the history.
 */
export type DatedUnit = Pick<Unit, "timestamps">;

const form = /^(.+)-(\d{8}-\d{4})(?:-(0[1-9]|[1-9]\d))?$/;
const ending = /(^|-)\d{8}-\d{4}(-\d{2})?$/;
// No text has both forms: a sequence has two digits, a minute four.
const dayForm = /^(.+)-(\d{8})(?:-(0[1-9]|[1-9]\d))?$/;
const dayEnding = /(^|-)\d{8}(-\d{2})?$/;

/** Whether the tags of a unit may have timestamps of a day. */
export function readsDays({ timestamps }: DatedUnit): boolean {
  return timestamps !== undefined;
}

/**
 * The text of a timestamp tag: `release-20261123-0617`, `release-20261123-0617-01` or, of a day,
 * `release-20261123`, `release-20261123-01`.
 */
export function printTimestampTag(movingTag: string, { timestamp, sequence }: PublicationId): string {
  const time = isWholeDay(timestamp) ? timestamp.slice(0, 8) : timestamp;
  return `${movingTag}-${time}${sequence === 0 ? "" : `-${String(sequence).padStart(2, "0")}`}`;
}

/**
 * Parses a timestamp tag, for any moving tag.
 * It has one reading: no moving tag begins with `rb.` or ends like a timestamp.
 */
export function parseTimestampTag(text: string, unit: DatedUnit): ({ movingTag: string } & PublicationId) | undefined {
  if (text.startsWith(rollbackPrefix)) return undefined;
  return parseForm(form, parseTimestamp, text) ?? (readsDays(unit) ? parseForm(dayForm, parseDay, text) : undefined);
}

function parseForm(
  of: RegExp,
  parse: (time: string) => Timestamp | undefined,
  text: string,
): ({ movingTag: string } & PublicationId) | undefined {
  const [, movingTag, time, sequence = "0"] = of.exec(text) ?? [];
  const timestamp = time === undefined ? undefined : parse(time);
  return movingTag !== undefined && timestamp ? { movingTag, timestamp, sequence: Number(sequence) } : undefined;
}

/** Whether a text ends like a timestamp tag of the unit. */
export function endsLikeTimestamp(text: string, unit: DatedUnit): boolean {
  return ending.test(text) || (readsDays(unit) && dayEnding.test(text));
}

/**
 * Why a moving tag is not valid where timestamps of a day are in use; undefined if it is valid. The
 * check of every moving tag allows it: without `timestamps`, it reads as nothing else.
 */
export function dayTimestampFault(movingTag: string, unit: DatedUnit): string | undefined {
  if (!endsLikeTimestamp(movingTag, unit) || endsLikeTimestamp(movingTag, {})) return undefined;
  return "with `timestamps`, a tag that ends like a day looks like a timestamp tag";
}

/** The publication that a text names with one of these moving tags. */
export function publicationIdIn(text: string, movingTags: readonly string[], unit: DatedUnit): PublicationId | undefined {
  const tag = parseTimestampTag(text, unit);
  return tag && movingTags.includes(tag.movingTag) ? { timestamp: tag.timestamp, sequence: tag.sequence } : undefined;
}

/** The moving tags that get timestamp tags: the stream tag, and each alias that asks for them. */
export function timestampedTagsOf({ streamTag, aliases }: { streamTag: string; aliases: readonly Alias[] }): string[] {
  return [streamTag, ...timestampedAliases(aliases)];
}

function timestampedAliases(aliases: readonly Alias[]): string[] {
  return aliases.filter(({ timestamps }) => timestamps).map(({ tag }) => tag);
}

/** The timestamp tags of one publication: of the stream tag, then of the aliases that have them. */
export function timestampTags(unit: { streamTag: string; aliases: Alias[] }, id: PublicationId): string[] {
  return timestampedTagsOf(unit).map((movingTag) => printTimestampTag(movingTag, id));
}

/** The stream's own timestamp tag of a publication. */
export function timestampTag({ streamTag }: { streamTag: string }, id: PublicationId): string {
  return printTimestampTag(streamTag, id);
}

/** The name of a publication for people: `20261123-0617`, `20261123-0617-01`, `20261123`. */
export function printPublicationId(id: PublicationId): string {
  return printTimestampTag("", id).slice(1);
}

/** Parses the output of `printPublicationId`, in any form. */
export function parsePublicationId(text: string): PublicationId | undefined {
  return publicationIdIn(`x-${text}`, ["x"], { timestamps: "day" });
}

/** The name of a publication, if known. */
export function publicationIdOf({ timestamp, sequence }: PublicationFacts): PublicationId | undefined {
  return timestamp === undefined || sequence === undefined ? undefined : { timestamp, sequence };
}

function printed(movingTags: readonly string[], publication: PublicationFacts): string[] {
  const id = publicationIdOf(publication);
  return id ? movingTags.map((movingTag) => printTimestampTag(movingTag, id)) : [];
}

const shared = {
  words: "a timestamp tag",
  summaryWords: "also as",
  writtenFor: "publish",
  mutability: "written once",
  shows: "publication",
  isReported: true,
  extraLength: "-20261123-0617-01".length,
} as const;

/** The stream's timestamp tag, `25-el9-release-20261123-0617`: it makes an image a publication. */
export const timestampKind: TagKind = {
  ...shared,
  name: "timestamp",
  print: (unit, publication) => (hasVersionsAlone(unit) ? [] : printed([unit.streamTag], publication)),
  parse: (text, unit) => publicationIdIn(text, [unit.streamTag], unit),
  clash: (movingTag) =>
    endsLikeTimestamp(movingTag, {}) ? "a tag that ends like a timestamp looks like a timestamp tag" : undefined,
};

/** The timestamp tags of the aliases that ask for them, `latest-20261123-0617`. */
export const aliasTimestampKind: TagKind = {
  ...shared,
  name: "alias timestamp",
  mayBelongToOthers: true,
  print: (unit, publication) => printed(timestampedAliases(unit.aliases), publication),
  parse: (text, unit) => publicationIdIn(text, timestampedAliases(unit.aliases), unit),
};
