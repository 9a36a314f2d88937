import { type FreshnessRow, readFreshness } from "../../core/freshness/freshness-data.ts";
import type { Tries } from "../../core/freshness/tries.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { millisecondsOf, type Timestamp } from "../../core/lib/time/timestamp.ts";
import type { Forge, KeptIssue } from "../../ports/forge.ts";

/** What the open issue about freshness remembers. */
export interface Remembered {
  /** By unit. */
  rows: ReadonlyMap<string, FreshnessRow>;
  /** Open issues of ours, oldest first: the first one stays, a race opened the others. */
  issues: readonly KeptIssue[];
  /** Whether an edit made some of it unreadable. */
  isBroken?: true;
  /** Why there can be no issue, or why Tagstream could not read it: a sentence. */
  none?: string;
  /** Notes for people. */
  notes: string[];
}

/**
 * Reads the open issue about freshness. What an edit made unreadable is not there: it costs one more
 * try. It never throws a `Failure`.
 */
export async function readRemembered(forge: Pick<Forge, "freshness"> | undefined): Promise<Remembered> {
  const nothing = { rows: new Map<string, FreshnessRow>(), issues: [] };
  if (!forge) return { ...nothing, none: "It has no GitHub token.", notes: [] };
  try {
    const issues = await forge.freshness.list();
    if (issues === "disabled") return { ...nothing, none: "The repository has issues disabled.", notes: [] };
    return rememberedIn(issues);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const note = `failed rebuilds of earlier runs are unknown, so they count as none: ${error.message}`;
    return { ...nothing, none: error.message, notes: [note] };
  }
}

/** What the oldest of these issues remembers. */
export function rememberedIn(issues: readonly KeptIssue[]): Remembered {
  const [first] = issues;
  if (!first) return { rows: new Map(), issues, notes: [] };
  const { rows, fault } = readFreshness(first.body);
  if (fault === undefined) return { rows, issues, notes: [] };
  const note = `issue #${first.number} about freshness was edited: ${fault}. Tagstream forgets that part, and writes it anew`;
  return { rows, issues, isBroken: true, notes: [note] };
}

/** Milliseconds by which a try may be ahead of this machine's clock. */
const maxAhead = 86_400_000;

/**
 * The failed rebuilds of units since they were last published, by unit; empty if Tagstream cannot
 * read them. One in the future does not count: the next try would wait for it. It never throws.
 */
export async function readTries(
  forge: Pick<Forge, "freshness"> | undefined,
  now: Timestamp,
): Promise<{ tries: ReadonlyMap<string, Tries>; notes: string[] }> {
  const { rows, notes } = await readRemembered(forge);
  const latest = millisecondsOf(now) + maxAhead;
  const counts = (tries: Tries | undefined): tries is Tries => tries !== undefined && Date.parse(tries.last) <= latest;
  return { tries: new Map([...rows].flatMap(([name, { tries }]) => (counts(tries) ? [[name, tries]] : []))), notes };
}
