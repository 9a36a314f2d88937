import * as v from "valibot";
import { isDigest } from "./digest.ts";
import { normalizePlatform, platformPattern } from "./platform.ts";
import { parseDay as parseWrittenDay } from "./time/day.ts";
import { isWholeDay, parseDay, parseTimestamp, type Timestamp } from "./time/timestamp.ts";

/** Schemas of the values in plans and records. JSON Schema takes them with `typeMode: "input"`. */

/** Narrows a text to its type. JSON Schema has the pattern before it. */
export const narrowed = <T extends string>(is: (value: string) => value is T, message: string) =>
  v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
    if (is(dataset.value)) return dataset.value;
    addIssue({ message });
    return NEVER;
  });

/** Free text for people. */
export const text = (description: string) => v.pipe(v.string(), v.description(description));

/** Text that is not empty. */
export const name = (description: string) => v.pipe(v.string(), v.nonEmpty("it is empty"), v.description(description));

export const digest = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^sha256:[a-f0-9]{64}$/, "it is not a digest: expected `sha256:` and 64 hexadecimal digits"),
    narrowed(isDigest, "it is not a digest"),
  );

/** A sha256 in hexadecimal. */
export const hash = (description: string) =>
  v.pipe(v.string(), v.description(description), v.regex(/^[a-f0-9]{64}$/, "it is not a sha256: expected 64 hexadecimal digits"));

export const commit = (description: string) =>
  v.pipe(v.string(), v.description(description), v.regex(/^[a-f0-9]{40}$/, "it is not a commit: expected 40 hexadecimal digits"));

export const timestamp = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^\d{8}-\d{4}$/, "it is not a timestamp: expected `YYYYMMDD-HHMM`"),
    narrowed((value): value is Timestamp => parseTimestamp(value) !== undefined, "this day or time does not exist"),
  );

/** `2026-11-23`. */
export const day = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^\d{4}-\d{2}-\d{2}$/, "it is not a day: expected `YYYY-MM-DD`"),
    narrowed((value): value is string => parseWrittenDay(value) !== undefined, "this day does not exist"),
  );

/** The time in a publication's tag: a minute, or a whole day as `YYYYMMDD-2400`. */
export const publicationTime = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^\d{8}-\d{4}$/, "it is not a timestamp: expected `YYYYMMDD-HHMM`"),
    narrowed((value): value is Timestamp => isPublicationTime(value), "this day or time does not exist"),
  );

function isPublicationTime(value: string): boolean {
  const isDay = isWholeDay(value as Timestamp) && parseDay(value.slice(0, 8)) !== undefined;
  return isDay || parseTimestamp(value) !== undefined;
}

/** A publication's name within a unit. */
export const publicationId = v.strictObject({
  timestamp: publicationTime("The timestamp."),
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99), v.description("The place in that minute.")),
});

export const platform = v.pipe(
  v.string(),
  v.description("`linux/amd64`, `linux/arm/v7`."),
  v.regex(platformPattern, "it is not a platform: expected a value like `linux/amd64`"),
  v.transform(normalizePlatform),
);

/** `owner/name` of the repository. */
export const repository = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^[\w.-]+(?:\/[\w.-]+)*$/, "it is not a repository: expected `owner/name`"),
  );

/** Valid in the names of artifacts and files: `record-{id}.json`. */
export const jobId = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,239}$/, "an id has at most 240 letters, digits, `.`, `_` and `-`"),
  );

/** Milliseconds, at most 24 days, the limit of a timer. */
export const timeLimit = (description: string) =>
  v.pipe(
    v.number(),
    v.integer("it is not a whole number"),
    v.minValue(1, "it is less than 1"),
    v.maxValue(2 ** 31 - 1, "it is more than 24 days"),
    v.description(description),
  );

/** An instant to the millisecond (RFC 3339, UTC): `2026-11-23T06:17:00.000Z`. */
export const instant = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, "expected a value like `2026-11-23T06:17:00.000Z`"),
    narrowed((text): text is string => isInstant(text), "this day or time does not exist"),
  );

function isInstant(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text; // the 30th of February becomes another day
}

/** A measured time in milliseconds. */
export const elapsed = (description: string) =>
  v.pipe(
    v.number(),
    v.minValue(0, "it is less than 0"),
    v.maxValue(Number.MAX_SAFE_INTEGER, "it is too large"),
    v.description(description),
  );

/** A configured span of time in milliseconds. */
export const timeSpan = (description: string) =>
  v.pipe(v.number(), v.safeInteger("it is not a whole number"), v.minValue(1, "it is less than 1"), v.description(description));

/** 1, 2, 3 … */
export const ordinal = (description: string) =>
  v.pipe(v.number(), v.safeInteger("it is not a whole number"), v.minValue(1, "it is less than 1"), v.description(description));

/** 0, 1, 2 … */
export const tally = (description: string) =>
  v.pipe(v.number(), v.safeInteger("it is not a whole number"), v.minValue(0, "it is less than 0"), v.description(description));

export const values = (description: string) => v.pipe(v.record(v.string(), v.string()), v.description(description));

export const list = <T>(item: v.GenericSchema<unknown, T>, description: string) =>
  v.pipe(v.array(item), v.description(description));

/** A list with at least one item. */
export const someOf = <T>(item: v.GenericSchema<unknown, T>, description: string) =>
  v.pipe(v.array(item), v.minLength(1, "it is empty"), v.description(description));
