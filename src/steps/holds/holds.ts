import { type Hold, holdOn, type UnitHold } from "../../core/holds/hold.ts";
import { readHold } from "../../core/holds/hold-issue.ts";
import { Failure, failure } from "../../core/lib/problem.ts";
import { firstOf } from "../../core/lib/text.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";

/** The holds of a repository, as far as they could be read. */
export interface Holds {
  holds: readonly Hold[];
  /** Why they could not be read: then no stream moves. */
  unreadable?: string;
  /** Why there can be none. */
  none?: string;
  /** What a reader should know: that there are none, and why; issues that count for nothing. */
  notes: string[];
}

/** Why there can be no hold where GitHub's issues are switched off. */
export const withoutIssues = "the repository has no issues, and a hold is one";

/** Issues that count for nothing are named, up to so many: anybody may open more. */
const maxForeign = 5;

/** Reads the holds; asking again costs GitHub nothing while they have not changed. */
export async function readHolds(forge: Pick<Forge, "holds"> | undefined, state: "open" | "all" = "open"): Promise<Holds> {
  if (!forge) {
    return {
      holds: [],
      none: "there is no token to open a hold with",
      notes: ["holds are not looked for: there is no token to ask GitHub with"],
    };
  }
  try {
    const issues = await forge.holds(state);
    if (issues === "disabled")
      return { holds: [], none: withoutIssues, notes: ["there are no holds: the repository has no issues"] };
    const foreign = issues.filter(({ counts, closedAt }) => !counts && closedAt === undefined);
    const numbers = foreign.map(({ number }) => `#${number}`);
    return {
      holds: issues.filter(({ counts }) => counts).map(readHold),
      notes:
        foreign.length === 0
          ? []
          : [`labelled as holds by somebody who may not write here, and of no effect: ${firstOf(numbers, maxForeign)}`],
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { holds: [], unreadable: error.message, notes: [] };
  }
}

/**
 * Reads the holds for an order that is about them: without an answer nothing is done.
 * @param done what is not done then: `rolled back`
 * @throws Failure `hold-unknown`
 */
export async function readHoldsFor(
  done: string,
  forge: Pick<Forge, "holds"> | undefined,
  state?: "open" | "all",
): Promise<Holds> {
  const read = await readHolds(forge, state);
  if (read.unreadable === undefined) return read;
  throw failure("hold-unknown", `What is held cannot be read, so that nothing is ${done}. ${read.unreadable}`);
}

/**
 * Tells what holds a unit right now, or why nobody can say. Units that ask while an answer is under way share it.
 * @param since what this run did to holds, and GitHub's listing may not show yet: its own, and those that it lifted
 */
export function createHoldCheck(
  forge: Pick<Forge, "holds"> | undefined,
  { own, lifted = [] }: { own?: Hold; lifted?: readonly number[] } = {},
): (unit: Unit) => Promise<UnitHold | string | undefined> {
  let asking: Promise<Holds> | undefined;
  return async (unit) => {
    asking ??= readHolds(forge).finally(() => {
      asking = undefined;
    });
    const { holds: listed, unreadable } = await asking;
    const holds = listed.filter(({ issue }) => issue !== own?.issue && !lifted.includes(issue));
    return holdOn(unit, own ? [...holds, own] : holds) ?? unreadable;
  };
}
