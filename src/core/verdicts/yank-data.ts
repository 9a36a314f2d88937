import * as v from "valibot";
import { printBlock } from "../lib/issue-block.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import { namedEntries, printNamed, printStatement, readEntries, readVersioned, statementEntries } from "./entries.ts";
import type { Yank } from "./verdict.ts";

const blockName = "tagstream-yank";

/** The title of the issue with a repository's yanks. */
export const yankTitle = "Yanked images";

const yankSchema = v.object({
  ...namedEntries,
  ...statementEntries,
  undone: v.exactOptional(v.object(statementEntries)),
});

/** The block of data. */
export function printYanks(yanks: readonly Yank[]): string {
  const printed = yanks.map((one) => ({
    ...printNamed(one),
    ...printStatement(one),
    ...(one.undone ? { undone: printStatement(one.undone) } : {}),
  }));
  return printBlock(blockName, { version: 1, yanks: printed });
}

/** All yanks in an issue's body. It never throws. All readable ones count; `fault` names the first unreadable part. */
export function readYanks(body: string): { yanks: Yank[]; fault?: string } {
  const { data, fault } = readVersioned(body, blockName);
  if (data === undefined) return { yanks: [], fault: fault ?? "it has no data" };
  const { entries, ...rest } = readEntries("yanks", data["yanks"], yankSchema);
  return { yanks: entries, ...rest };
}

/** What several issues say together, by time. What one of them takes back does not count. */
export function unitedYanks(lists: readonly (readonly Yank[])[]): Yank[] {
  const known = new Map<string, Yank>();
  for (const yank of lists.flat()) {
    const key = identityOfYank(yank);
    const before = known.get(key);
    known.set(key, before?.undone ? before : yank);
  }
  return [...known.values()].sort((a, b) => compareTexts(a.at, b.at));
}

function identityOfYank({ unit, digest, by, at, run }: Yank): string {
  return JSON.stringify([unit, digest, by.toLowerCase(), at, run]);
}
