import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { readBlock } from "../lib/issue-block.ts";
import { isMap } from "../lib/json-document.ts";
import { cut, oneLine } from "../lib/text/clean.ts";
import { parseMoment } from "../lib/time/moment.ts";
import { type PublicationId, parsePublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { Named, Statement } from "./verdict.ts";

/** The most entries of one list that are read: an edited issue must not cost more. */
const maxEntries = 1000;
/** The most characters of a reason, as in the input `reason`. */
const longestReason = 1000;

/** Text on one line that an issue may hold. */
export function plainReason(text: string): string {
  return cut(oneLine(text), longestReason);
}

const stamp = v.pipe(
  v.union([v.string(), v.number()]), // YAML reads the day 20261123 as a number
  v.transform((value) => parsePublicationId(String(value))),
  v.custom<PublicationId>((value) => value !== undefined),
);

const moment = v.pipe(
  v.string(),
  v.check((text) => parseMoment(text) !== undefined),
);

/** The name of a unit. */
export const unitName = v.pipe(v.string(), v.maxLength(400), v.regex(/^\S+$/));

/** The keys of whatever a person says, as people may edit them. */
export const statementEntries = {
  by: v.pipe(v.string(), v.regex(/^[A-Za-z\d][\w-]{0,38}(?:\[bot\])?$/)),
  at: moment,
  reason: v.pipe(v.string(), v.transform(plainReason)),
  run: v.exactOptional(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^\d{1,20}$/))),
} as const;

/** The keys that name a publication. */
export const namedEntries = {
  unit: unitName,
  stamp,
  digest: v.custom<Digest>((value) => typeof value === "string" && isDigest(value)),
} as const;

/** The parts of a statement, in the order of the block. */
export function printStatement({ by, at, reason, run }: Statement): object {
  return { by, at, ...(run === undefined ? {} : { run }), reason };
}

/** The parts that name a publication, in the order of the block. */
export function printNamed({ unit, stamp: of, digest }: Named): object {
  return { unit, stamp: printPublicationId(of), digest };
}

/**
 * Reads the valid entries of one list of a block. `fault` names the first unreadable part.
 * @param value undefined for a missing list
 */
export function readEntries<T>(
  name: string,
  value: unknown,
  schema: v.GenericSchema<unknown, T>,
): { entries: T[]; fault?: string } {
  if (!Array.isArray(value)) return { entries: [], fault: `\`${name}\` is ${value === undefined ? "missing" : "no list"}` };
  const read = value.slice(0, maxEntries).map((entry: unknown) => v.safeParse(schema, isMap(entry) ? entry : undefined));
  const broken = read.findIndex(({ success }) => !success);
  const fault =
    broken >= 0
      ? `entry ${broken + 1} of \`${name}\` is invalid`
      : value.length > maxEntries
        ? `\`${name}\` has more than ${maxEntries} entries`
        : undefined;
  return {
    entries: read.flatMap(({ success, output }) => (success ? [output as T] : [])),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** The data of a block of version 1, or why there is none. */
export function readVersioned(body: string, name: string): { data?: Record<string, unknown>; fault?: string } {
  const { data, fault } = readBlock(body, name);
  if (data === undefined) return { fault: fault ?? "it has no data" };
  return (data["version"] ?? 1) === 1 ? { data } : { fault: "`version` is not 1: a newer Tagstream wrote it" };
}
