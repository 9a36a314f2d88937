import { Failure } from "../../core/lib/problems/problem.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import { standingVerdicts } from "../../core/verdicts/standing.ts";
import type { Judgements } from "../../core/verdicts/verdict.ts";
import { readVerdicts, unitedVerdicts } from "../../core/verdicts/verdict-data.ts";
import { readYanks, unitedYanks } from "../../core/verdicts/yank-data.ts";
import type { Forge, KeptIssue, KeptIssues } from "../../ports/forge.ts";

/** How many issues without effect to name: anybody may open more. */
const maxIgnored = 5;

const nothing: Judgements = { verdicts: [], advances: [], yanks: [], notes: [] };

/**
 * What people say of publications: the verdicts and advances of some following streams, and all
 * yanks. It never throws a `Failure`. Repeats use conditional requests, which GitHub does not count
 * while nothing has changed.
 * @param streams the following streams; without any, it asks for the yanks alone
 */
export async function readJudgements(
  forge: Pick<Forge, "verdicts" | "yanks"> | undefined,
  streams: readonly string[],
): Promise<Judgements> {
  if (!forge) return { ...nothing, none: "Tagstream has no GitHub token" };
  try {
    const [yankIssues, verdictIssues] = await Promise.all([
      forge.yanks.list(),
      streams.length === 0 ? [] : forge.verdicts.list(),
    ]);
    if (yankIssues === "disabled" || verdictIssues === "disabled")
      return { ...nothing, none: "the repository has issues disabled" };
    const notes = [...(await ignoredOf(forge.yanks, "yanks")), ...(await ignoredOf(forge.verdicts, "verdicts"))];
    return { ...judgementsIn(verdictIssues, yankIssues, new Set(streams)), notes };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...nothing, unreadable: error.message };
  }
}

function judgementsIn(
  verdictIssues: readonly KeptIssue[],
  yankIssues: readonly KeptIssue[],
  streams: ReadonlySet<string>,
): Omit<Judgements, "notes"> {
  const read = verdictIssues.map((issue) => ({ issue, ...readVerdicts(issue) }));
  // An unreadable issue without a stream may be that of any.
  const wanted = read.filter(({ stream, fault }) => (stream === undefined ? fault !== undefined : streams.has(stream)));
  const yanks = yankIssues.map((issue) => ({ issue, ...readYanks(issue.body) }));
  const united = unitedVerdicts("", wanted);
  const faults = [
    ...wanted.map(({ issue, fault }) => faultOf("verdicts", issue, fault)),
    ...yanks.map(({ issue, fault }) => faultOf("yanks", issue, fault)),
  ].filter((fault) => fault !== undefined);
  return {
    verdicts: standingVerdicts(united.verdicts),
    advances: united.advances,
    yanks: unitedYanks(yanks.map((one) => one.yanks)).filter(({ undone }) => !undone),
    ...(faults.length === 0 ? {} : { unreadable: faults.join(" ") }),
  };
}

/** Says which issues have our label and no effect: whoever wrote one may have lost the right to write. */
async function ignoredOf(issues: KeptIssues, what: "verdicts" | "yanks"): Promise<string[]> {
  const numbers = (await issues.ignored()).map((number) => `#${number}`);
  if (numbers.length === 0) return [];
  const which = firstOf(numbers, maxIgnored);
  return [`these issues have the label of ${what} but do not count, because their authors have no write access: ${which}`];
}

/** Why an issue cannot be read, with the remedy: sentences. Undefined if it can. */
export function faultOf(what: "verdicts" | "yanks", { number, url }: KeptIssue, fault: string | undefined): string | undefined {
  if (fault === undefined) return undefined;
  return `Issue #${number} with ${what} is unreadable: ${fault}. Fix its block of data, or remove its label if it is not ours: ${url}.`;
}
