import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { printBlock, readBlock } from "../lib/issue-block.ts";
import { isMap } from "../lib/json-document.ts";
import { cut } from "../lib/text/clean.ts";
import { parseDay } from "../lib/time/day.ts";
import { parsePublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { Hold } from "./hold.ts";
import { readPartialReleases, writePartialReleases } from "./partial-releases.ts";

/**
 * A hold as a GitHub issue: its title names the held units; its body has text for people and a
 * block of data, fenced as `yaml tagstream-hold`. People may edit the block.
 */
export interface HoldText {
  number: number;
  title: string;
  body: string;
  url: string;
  /** RFC 3339. */
  createdAt: string;
  /** RFC 3339; absent while the hold is active, even if the issue is closed. */
  closedAt?: string;
  /**
   * The commit or pull request that closed it by a keyword, which does not end a hold: the hold
   * stays active.
   */
  closedBy?: string;
  /** The GitHub login of the person who opened it. */
  author: string;
}

/** The content of the block of data. */
export type HoldData = Pick<Hold, "scope" | "reason" | "owner" | "digests" | "rollback" | "run" | "partialReleases"> & {
  expires: string;
};

/** GitHub's limit, in characters. */
const longestTitle = 256;
const blockName = "tagstream-hold";
const prefix = "Hold: ";

/** The title. It alone names the held units if an edit makes the block unreadable. */
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
  return printBlock(blockName, data);
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
      v.union([v.string(), v.number()]), // YAML reads the day 20261123 as a number
      v.transform(String),
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
 * Reads an issue as a hold. It never throws, whatever the issue contains. Every readable part of
 * the block counts. `fault` names the unreadable parts; then the title counts, too. In a readable
 * block, `lifted` is never a fault, because it holds nothing.
 */
export function readHold(issue: HoldText): Hold {
  const { number, url, createdAt, closedAt, closedBy, author, title } = issue;
  const { data, fault: blockFault } = readBlock(issue.body, blockName);
  const faults: string[] = blockFault === undefined ? [] : [blockFault];
  const read = <Name extends keyof typeof shapes>(name: Name): v.InferOutput<(typeof shapes)[Name]> | undefined => {
    if (data === undefined) return undefined;
    const { success, output } = v.safeParse(shapes[name], data[name]);
    if (success) return output as v.InferOutput<(typeof shapes)[Name]>;
    faults.push(`\`${name}\` is ${data[name] === undefined ? "missing" : "invalid"}`);
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

/**
 * The units that a title names. A title in our own form counts as a whole. In a rewritten title,
 * each word with a `:` or a `*` counts, and images after our `Hold:` count, too. A title without
 * such names, or a cut one, stands for everything, because its meaning is lost.
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

/**
 * The glob in a word, without surrounding marks. A tag may end in a full stop: a word with one
 * gives both forms.
 */
function namesIn(word: string): string[] {
  const bare = word.replace(/^[`"'(]+|[`"'):!]+$/g, "");
  const names = [bare, bare.replace(/[`"').:!]+$/, "")];
  return [...new Set(names)].filter((name) => /^[\w.*?/-]+(?::[\w.*?-]+)?$/.test(name));
}
