import * as v from "valibot";
import { isDigest } from "./digest.ts";
import { normalizePlatform, platformPattern } from "./platform.ts";
import { parseTimestamp, type Timestamp } from "./timestamp.ts";

/** The values that plans and records are made of, as schemas. JSON Schema is made of them with `typeMode: "input"`. */

/** Narrows a text to its type; JSON Schema knows the pattern before it. */
export const narrowed = <T extends string>(is: (value: string) => value is T, message: string) =>
  v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
    if (is(dataset.value)) return dataset.value;
    addIssue({ message });
    return NEVER;
  });

/** Free text for people. */
export const text = (description: string) => v.pipe(v.string(), v.description(description));

/** Text that is there. */
export const name = (description: string) => v.pipe(v.string(), v.nonEmpty("it is empty"), v.description(description));

export const digest = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^sha256:[a-f0-9]{64}$/, "it is not a digest: `sha256:` and 64 hexadecimal digits"),
    narrowed(isDigest, "it is not a digest"),
  );

/** A sha256 in hexadecimal. */
export const hash = (description: string) =>
  v.pipe(v.string(), v.description(description), v.regex(/^[a-f0-9]{64}$/, "it is not a sha256: 64 hexadecimal digits"));

export const commit = (description: string) =>
  v.pipe(v.string(), v.description(description), v.regex(/^[a-f0-9]{40}$/, "it is not a commit: 40 hexadecimal digits"));

export const timestamp = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^\d{8}-\d{4}$/, "it is not a timestamp, `YYYYMMDD-HHMM`"),
    narrowed((value): value is Timestamp => parseTimestamp(value) !== undefined, "there is no such day or time"),
  );

export const platform = v.pipe(
  v.string(),
  v.description("`linux/amd64`, `linux/arm/v7`."),
  v.regex(platformPattern, "it is not a platform, as `linux/amd64`"),
  v.transform(normalizePlatform),
);

/** `owner/name` of the repository. */
export const repository = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^[\w.-]+(?:\/[\w.-]+)*$/, "it is not the name of a repository, `owner/name`"),
  );

/** Fit for an artifact's and a file's name: `record-{id}.json`. */
export const jobId = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,239}$/, "an id has letters, digits, `.`, `_` and `-`, and at most 240 of them"),
  );

/** Milliseconds, at most what a timer takes: 24 days. */
export const timeLimit = (description: string) =>
  v.pipe(
    v.number(),
    v.integer("it is not a whole number"),
    v.minValue(1, "it is less than 1"),
    v.maxValue(2 ** 31 - 1, "it is more than 24 days"),
    v.description(description),
  );

/** Milliseconds that something took. */
export const elapsed = (description: string) =>
  v.pipe(
    v.number(),
    v.minValue(0, "it is less than 0"),
    v.maxValue(Number.MAX_SAFE_INTEGER, "it is too large"),
    v.description(description),
  );

/** 1, 2, 3 … */
export const ordinal = (description: string) =>
  v.pipe(v.number(), v.safeInteger("it is not a whole number"), v.minValue(1, "it is less than 1"), v.description(description));

export const values = (description: string) => v.pipe(v.record(v.string(), v.string()), v.description(description));

export const list = <T>(item: v.GenericSchema<unknown, T>, description: string) =>
  v.pipe(v.array(item), v.description(description));

/** A list that is never empty. */
export const someOf = <T>(item: v.GenericSchema<unknown, T>, description: string) =>
  v.pipe(v.array(item), v.minLength(1, "it is empty"), v.description(description));
