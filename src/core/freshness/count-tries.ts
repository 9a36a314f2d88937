import { cut, oneLine } from "../lib/text/clean.ts";
import { printSeenBase } from "../oci/seen-base.ts";
import type { PlannedUnit } from "../plan/plan.ts";
import type { UnitResult } from "../result/result.ts";
import { maxBases } from "./freshness-data.ts";
import type { Tries } from "./tries.ts";

/** The text of a fault comes from a build, and GitHub limits an issue. */
const maxProblem = 200;

/**
 * The failed rebuilds of a unit after a run: one more if its rebuild failed, none if it has a new
 * timestamp, and otherwise those before. A unit that was skipped for its base did not fail itself.
 * @param at the end of the run, RFC 3339
 */
export function triesAfter(before: Tries | undefined, result: UnitResult, at: string): Tries | undefined {
  switch (result.outcome) {
    case "published":
    case "kept":
    case "held":
    case "overtaken":
      return undefined;
    case "failed":
    case "not-published":
      return failedAgain(before, result, at);
    default:
      return before;
  }
}

function failedAgain(before: Tries | undefined, { unit, code, problem }: UnitResult, at: string): Tries {
  const bases = basesOf(unit);
  return {
    since: before?.since ?? at,
    last: at,
    count: (before?.count ?? 0) + 1,
    ...("hash" in unit.inputs ? { inputs: unit.inputs.hash } : {}),
    ...(bases.length === 0 ? {} : { bases }),
    ...(code === undefined ? {} : { code }),
    ...(problem === undefined ? {} : { problem: cut(oneLine(problem), maxProblem) }),
  };
}

/** The bases outside the configuration that it got, as `Tries` has them. */
function basesOf({ seenBases = [] }: PlannedUnit): string[] {
  return seenBases.map(printSeenBase).sort().slice(0, maxBases);
}
