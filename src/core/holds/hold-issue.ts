import * as v from "valibot";
import { Lexer, parseDocument, stringify } from "yaml";
import { cut } from "../lib/clean.ts";
import { parseDay } from "../lib/day.ts";
import { type Digest, isDigest } from "../lib/digest.ts";
import { isMap } from "../lib/json-document.ts";
import { parsePublicationId, printPublicationId } from "../publish/observation.ts";
import type { Hold } from "./hold.ts";
import { readPartialReleases, writePartialReleases } from "./partial-releases.ts";

/**
 * A hold as a GitHub issue: a title that names what is held, text for people, and a block of data, fenced as
 * `yaml tagstream-hold`, which people may edit.
 */
export interface HoldText {
  number: number;
  title: string;
  body: string;
  url: string;
  /** RFC 3339. */
  createdAt: string;
  /** RFC 3339; absent while it is open, or in force all the same. */
  closedAt?: string;
  /** Which commit or pull request has closed it, by a keyword that lifts no hold: then it is in force. */
  closedBy?: string;
  /** GitHub's login of who opened it. */
  author: string;
}

/** What the block of data says. */
export type HoldData = Pick<Hold, "scope" | "reason" | "owner" | "digests" | "rollback" | "run" | "partialReleases"> & {
  expires: string;
};

/** GitHub's limits, in characters. */
const longestTitle = 256;
const longestBody = 65_536;
const opening = /^(`{3,}|~{3,})\s*yaml\s+tagstream-hold\s*$/;
const prefix = "Hold: ";
/** Lists in lists, and indicators in a line. */
const deepest = 16;

/** The title: it alone says what is held, should the block be edited into something that cannot be read. */
export function holdTitle(scope: readonly string[]): string {
  return cut(`${prefix}${scope.join(", ")}`, longestTitle);
}

/** The block of data. */
export function holdBlock({ scope, reason, owner, expires, digests, rollback, run, partialReleases = [] }: HoldData): string {
  const data = {
    version: 1,
    units: [...scope],
    reason,
    owner,
    expires,
    ...(rollback === undefined ? {} : { rollback: printPublicationId(rollback) }),
    ...(run === undefined ? {} : { run }),
    digests: Object.fromEntries(digests),
    ...(partialReleases.length === 0 ? {} : { lifted: writePartialReleases(partialReleases) }),
  };
  // The library does not bring every text on several lines back as it was: a backslash at a line's beginning comes back twice.
  const oneLine = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER };
  const text = stringify(data, { ...oneLine, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" }).trimEnd();
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}yaml tagstream-hold\n${text}\n${fence}`;
}

/** Whether GitHub takes a body of this length. */
export function fitsIssue(body: string): boolean {
  return body.length <= longestBody;
}

const glob = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(400));
const shapes = {
  version: v.optional(v.literal(1), 1),
  units: v.pipe(v.array(glob), v.minLength(1)),
  reason: v.string(),
  owner: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(100))),
  expires: v.pipe(
    v.string(),
    v.check((text) => parseDay(text) !== undefined),
  ),
  rollback: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => parsePublicationId(text) !== undefined),
    ),
  ),
  run: v.optional(v.union([v.string(), v.number()])),
  digests: v.optional(
    v.pipe(
      v.custom<object>(isMap),
      v.record(
        v.string(),
        v.custom<Digest>((value) => typeof value === "string" && isDigest(value)),
      ),
    ),
    {},
  ),
} as const;

/**
 * Reads an issue as a hold. Never throws, whatever was made of it: what its block says and can be read counts; what cannot is said in
 * `fault`, and then its title counts, too. Only `lifted`, which holds nothing, is never at fault in a block that can be read as a whole.
 */
export function readHold(issue: HoldText): Hold {
  const { number, url, createdAt, closedAt, closedBy, author, title } = issue;
  const { data, fault: blockFault } = readBlock(issue.body);
  const faults: string[] = blockFault === undefined ? [] : [blockFault];
  const read = <Name extends keyof typeof shapes>(name: Name): v.InferOutput<(typeof shapes)[Name]> | undefined => {
    if (data === undefined) return undefined;
    const { success, output } = v.safeParse(shapes[name], data[name]);
    if (success) return output as v.InferOutput<(typeof shapes)[Name]>;
    faults.push(`\`${name}\` is ${data[name] === undefined ? "missing" : "not as it has to be"}`);
    return undefined;
  };
  read("version");
  const [units, reason, owner, expires] = [read("units"), read("reason"), read("owner"), read("expires")];
  const [rollback, run, digests] = [read("rollback"), read("run"), read("digests")];
  const partialReleases = readPartialReleases(data?.["lifted"]);
  const stamp = rollback === undefined ? undefined : parsePublicationId(rollback);
  return {
    issue: number,
    url,
    scope: faults.length === 0 ? (units ?? []) : [...new Set([...(units ?? []), ...scopeOfTitle(title)])],
    reason: reason ?? "",
    owner: owner ?? author,
    since: createdAt,
    ...(closedAt === undefined ? {} : { until: closedAt }),
    ...(closedBy === undefined ? {} : { closedBy }),
    ...(expires === undefined ? {} : { expires }),
    digests: new Map(Object.entries(digests ?? {})),
    ...(stamp === undefined ? {} : { rollback: stamp }),
    ...(run === undefined ? {} : { run: String(run) }),
    ...(partialReleases.length === 0 ? {} : { partialReleases }),
    ...(faults.length === 0 ? {} : { fault: faults.join(", ") }),
  };
}

function readBlock(body: string): { data?: Record<string, unknown>; fault?: string } {
  const blocks = blocksOf(body);
  const [text] = blocks;
  if (text === undefined) return { fault: "it has no block `yaml tagstream-hold`" };
  if (blocks.length > 1) return { fault: "it has more than one block `yaml tagstream-hold`" };
  if (isDeep(text)) return { fault: "its block is nested too deeply" };
  const document = parseDocument(text, { uniqueKeys: true, logLevel: "error", prettyErrors: false });
  if (document.errors.length > 0) return { fault: "its block is not YAML" };
  try {
    const data: unknown = document.toJS({ maxAliasCount: 0 });
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return { data: data as Record<string, unknown> };
  } catch {
    // An alias, of which it needs none.
  }
  return { fault: "its block is no map of keys" };
}

/** Deeper than any block of ours: YAML is read by recursion, and a full stack can end the process instead of being an error. */
function isDeep(text: string): boolean {
  let [flow, compact] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") flow++;
    else if (token === "]" || token === "}") flow--;
    else if (/^\r?\n/.test(token)) compact = 0;
    else if (flow === 0 && /^[-?:]$/.test(token)) compact++;
    if (flow > deepest || compact > deepest) return true;
  }
  return false;
}

/** The texts of all blocks with our name; one that has no end goes to the body's. */
function blocksOf(body: string): string[] {
  const blocks: string[] = [];
  let fence: string | undefined;
  let lines: string[] = [];
  for (const line of body.split(/\r\n?|\n/)) {
    if (fence === undefined) {
      fence = opening.exec(line)?.[1];
      lines = [];
    } else if (line.trimEnd().startsWith(fence) && /^(`+|~+)$/.test(line.trimEnd())) {
      blocks.push(lines.join("\n"));
      fence = undefined;
    } else {
      lines.push(line);
    }
  }
  return fence === undefined ? blocks : [...blocks, lines.join("\n")];
}

/**
 * What a title names. In our own form, all of it; in one that somebody has rewritten, each word with a `:` or a `*`, and behind our `Hold:` images
 * too. One that names nothing so, or was cut, stands for everything: what it was about, nobody knows any more.
 */
function scopeOfTitle(title: string): string[] {
  const ours = title.startsWith(prefix);
  const text = ours ? title.slice(prefix.length) : title;
  const words = text.split(/[\s,;]+/).flatMap(namesIn);
  if (ours && /^[\w.*?/:-]+(?:,\s*[\w.*?/:-]+)*$/.test(text) && words.length > 0) return words;
  const clear = words.filter((word) => /[:*]/.test(word) && !/^\d+:\d+/.test(word)); // 12:30 is a time
  if (clear.length === 0 || title.includes("…")) return ["*:*"];
  return ours ? words : clear;
}

/** The glob that a word is, without the marks around it; with a full stop behind it, in which a tag may end, both. */
function namesIn(word: string): string[] {
  const bare = word.replace(/^[`"'(]+|[`"'):!]+$/g, "");
  const names = [bare, bare.replace(/[`"').:!]+$/, "")];
  return [...new Set(names)].filter((name) => /^[\w.*?/-]+(?::[\w.*?-]+)?$/.test(name));
}
