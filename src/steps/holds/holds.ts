import { type Hold, holdOn, type UnitHold } from "../../core/holds/hold.ts";
import { readHold } from "../../core/holds/hold-issue.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";

/** A repository's holds, as far as Tagstream could read them. */
export interface Holds {
  holds: readonly Hold[];
  /** Why Tagstream could not read them: then no stream moves. */
  unreadable?: string;
  /** Why the repository can have none. */
  none?: string;
  /** Notes for people: why there are no holds; issues without effect. */
  notes: string[];
}

/** The reason for no holds where GitHub's issues are disabled. */
export const withoutIssues = "the repository has issues disabled, and a hold is an issue";

/** How many issues without effect to name: anybody may open more. */
const maxForeign = 5;

/** Reads the holds. Repeating it costs no GitHub requests while they are unchanged. */
export async function readHolds(forge: Pick<Forge, "holds"> | undefined, state: "open" | "all" = "open"): Promise<Holds> {
  if (!forge) {
    return {
      holds: [],
      none: "opening a hold needs a token",
      notes: ["Tagstream cannot look for holds, verdicts and yanks: it has no GitHub token"],
    };
  }
  try {
    const issues = await forge.holds(state);
    if (issues === "disabled")
      return { holds: [], none: withoutIssues, notes: ["there are no holds: the repository has issues disabled"] };
    const foreign = issues.filter(({ counts, closedAt }) => !counts && closedAt === undefined);
    const numbers = foreign.map(({ number }) => `#${number}`);
    return {
      holds: issues.filter(({ counts }) => counts).map(readHold),
      notes:
        foreign.length === 0
          ? []
          : [
              `these issues have the hold label but hold nothing, because their authors have no write access: ${firstOf(numbers, maxForeign)}`,
            ],
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { holds: [], unreadable: error.message, notes: [] };
  }
}

/**
 * Reads the holds for a command about them; without an answer it does nothing.
 * @param done the action that fails then: `rolled back`
 * @throws Failure `hold-unknown`
 */
export async function readHoldsFor(
  done: string,
  forge: Pick<Forge, "holds"> | undefined,
  state?: "open" | "all",
): Promise<Holds> {
  const read = await readHolds(forge, state);
  if (read.unreadable === undefined) return read;
  throw failure("hold-unknown", `Nothing was ${done}: Tagstream could not read the holds. ${read.unreadable}`);
}

/**
 * Gives a unit's current hold, or why it is unknown. Concurrent units share one request.
 * @param since what this run did to holds and GitHub's listing may not show yet: opened or released
 *   holds
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
