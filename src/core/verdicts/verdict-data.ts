import * as v from "valibot";
import { printBlock } from "../lib/issue-block.ts";
import { cut } from "../lib/text/clean.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import { namedEntries, printNamed, printStatement, readEntries, readVersioned, statementEntries, unitName } from "./entries.ts";
import type { VerdictEntry } from "./standing.ts";
import { type Advance, verdictWords } from "./verdict.ts";

/** What the issue of one following stream says. */
export interface VerdictLog {
  /** The following stream. */
  stream: string;
  /** In the order in which people said it. */
  verdicts: readonly VerdictEntry[];
  advances: readonly Advance[];
}

const blockName = "tagstream-follow";
const prefix = "Verdicts: ";
/** The most advances that an issue keeps. */
const maxAdvances = 50;

const verdictSchema = v.object({
  ...namedEntries,
  verdict: v.picklist([...verdictWords, "undone"]),
  ...statementEntries,
});
const advanceSchema = v.object({ follower: unitName, ...namedEntries, ...statementEntries });
const streamName = v.pipe(v.string(), v.maxLength(200), v.regex(/^\S+$/));

/** The title of a following stream's issue. */
export function verdictTitle(stream: string): string {
  return cut(`${prefix}${stream}`, 200);
}

/** The block of data. */
export function printVerdicts({ stream, verdicts, advances }: VerdictLog): string {
  return printBlock(blockName, {
    version: 1,
    stream,
    verdicts: verdicts.map((one) => ({ ...printNamed(one), verdict: one.verdict, ...printStatement(one) })),
    ...(advances.length === 0
      ? {}
      : { advances: advances.map((one) => ({ follower: one.follower, ...printNamed(one), ...printStatement(one) })) }),
  });
}

/**
 * What an issue says. It never throws. All readable entries count; `fault` names the first
 * unreadable part. `stream` is the block's or, if that is unreadable, the title's; absent if neither
 * names one.
 */
export function readVerdicts({ title, body }: { title: string; body: string }): Partial<VerdictLog> & {
  verdicts: VerdictEntry[];
  advances: Advance[];
  fault?: string;
} {
  const { data, fault } = readVersioned(body, blockName);
  const stream = v.safeParse(streamName, data?.["stream"]);
  const named = stream.success ? stream.output : title.startsWith(prefix) ? title.slice(prefix.length).trim() : undefined;
  const ofStream = named === undefined || named === "" ? {} : { stream: named };
  if (data === undefined) return { ...ofStream, verdicts: [], advances: [], fault: fault ?? "it has no data" };
  const verdicts = readEntries("verdicts", data["verdicts"], verdictSchema);
  const advances = readEntries("advances", data["advances"] ?? [], advanceSchema);
  const first = [stream.success ? undefined : "`stream` is missing or invalid", verdicts.fault, advances.fault].find(Boolean);
  return {
    ...ofStream,
    verdicts: verdicts.entries,
    advances: advances.entries,
    ...(first === undefined ? {} : { fault: first }),
  };
}

/** What several issues of one stream say together, without repetitions. */
export function unitedVerdicts(stream: string, logs: readonly Pick<VerdictLog, "verdicts" | "advances">[]): VerdictLog {
  return {
    stream,
    verdicts: unique(logs.flatMap(({ verdicts }) => verdicts)),
    advances: unique(logs.flatMap(({ advances }) => advances)),
  };
}

/** The newest advances that an issue keeps. */
export function newestAdvances(advances: readonly Advance[]): Advance[] {
  return unique(advances).slice(-maxAdvances);
}

/** By time. Those of one second stay in their order. */
function unique<Entry extends VerdictEntry | Advance>(entries: readonly Entry[]): Entry[] {
  const known = new Map<string, Entry>();
  for (const entry of entries) if (!known.has(identityOf(entry))) known.set(identityOf(entry), entry);
  return [...known.values()].sort((a, b) => compareTexts(a.at, b.at));
}

/** What tells two entries apart. */
export function identityOf(entry: VerdictEntry | Advance): string {
  const { unit, digest, by, at, run } = entry;
  return JSON.stringify([unit, digest, by.toLowerCase(), at, run, "verdict" in entry ? entry.verdict : entry.follower]);
}
