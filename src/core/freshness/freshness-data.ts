import * as v from "valibot";
import { printBlock, readBlock } from "../lib/issue-block.ts";
import { isMap } from "../lib/json-document.ts";
import { cut, oneLine } from "../lib/text/clean.ts";
import { parseMoment } from "../lib/time/moment.ts";
import type { Tries } from "./tries.ts";

/** What the freshness issue remembers of one unit. */
export interface FreshnessRow {
  /** When its newest publication got its timestamp: RFC 3339, UTC. Absent if it never had one. */
  published?: string;
  /** Its failed rebuilds since then; absent without any. */
  tries?: Tries;
  /** The causes that the issue named last: names of `causes.ts`, joined by `+`. */
  cause?: string;
  /** The configuration of the unit, if it is not the usual one. */
  config?: string;
}

const blockName = "tagstream-stale";
/** The most units that a block may name: an edited issue must not cost more. */
const maxRows = 2000;
/** The most bases of a unit that count. */
export const maxBases = 20;

const moment = v.pipe(
  v.string(),
  v.check((text) => parseMoment(text) !== undefined),
);
const short = v.pipe(v.string(), v.maxLength(400));
/** The form of codes: another version of Tagstream, which may have others, wrote the issue. */
const code = v.pipe(v.string(), v.maxLength(60), v.regex(/^[a-z]+(?:-[a-z]+)+$/));

const triesSchema = v.object({
  since: moment,
  last: moment,
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9999)),
  inputs: v.exactOptional(short),
  bases: v.exactOptional(v.pipe(v.array(short), v.maxLength(maxBases))),
  code: v.exactOptional(code),
  problem: v.exactOptional(short),
});

const rowSchemas = {
  published: moment,
  tries: triesSchema,
  cause: v.pipe(short, v.regex(/^[a-z+-]+$/)),
  config: short,
} as const;

/** The block of data, which keeps the rows for the next run. */
export function printFreshness(rows: ReadonlyMap<string, FreshnessRow>): string {
  return printBlock(blockName, { version: 1, units: Object.fromEntries(rows) });
}

/**
 * The rows in an issue's body, by unit. It never throws: what an edit made unreadable is not there,
 * and costs one more try. `fault` names the first unreadable part.
 */
export function readFreshness(body: string): { rows: Map<string, FreshnessRow>; fault?: string } {
  const { data, fault } = readBlock(body, blockName);
  if (data === undefined) return { rows: new Map(), ...(fault === undefined ? {} : { fault }) };
  const units: unknown = data["units"];
  if (!isMap(units)) return { rows: new Map(), fault: "`units` is missing or invalid" };
  const read = Object.entries(units)
    .slice(0, maxRows)
    .map(([name, row]) => [name, readRow(row)] as const);
  const broken = read.find(([, { isWhole }]) => !isWhole);
  return {
    rows: new Map(read.flatMap(([name, { row }]) => (row ? [[name, row]] : []))),
    ...(broken ? { fault: `the row of ${cut(oneLine(broken[0]), 100)} is invalid` } : {}),
  };
}

/** The readable keys of a row. */
function readRow(value: unknown): { row?: FreshnessRow; isWhole: boolean } {
  if (!isMap(value)) return { isWhole: false };
  const wanted = Object.entries(rowSchemas).filter(([key]) => Object.hasOwn(value, key));
  const parsed = wanted.map(([key, schema]) => [key, v.safeParse(schema, Reflect.get(value, key))] as const);
  return {
    row: Object.fromEntries(parsed.flatMap(([key, { success, output }]) => (success ? [[key, output]] : []))),
    isWhole: parsed.every(([, { success }]) => success),
  };
}
