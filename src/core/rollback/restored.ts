import type { UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import type { Code } from "../lib/problem.ts";
import { type Effect, referencesWritten } from "../publish/effect.ts";
import type { PublicationId } from "../publish/observation.ts";
import type { Conclusion } from "../result/conclusion.ts";
import type { Unit } from "../unit/unit.ts";

/** What became of a unit that was rolled back or resumed. */
export interface RestoredUnit extends Conclusion {
  unit: Unit;
  /** What its stream was to show; absent where that is the newest publication. */
  wanted?: Digest;
  /** What it showed before. */
  was?: { digest: Digest; stamp?: PublicationId };
  /** Its newest publication. */
  newest?: PublicationId;
  /** Why its stream does not show what it was to show; absent when it does. */
  problem?: string;
  warnings: readonly string[];
}

/** How a unit's registries ended. */
interface Converged {
  effects: readonly Effect[];
  current?: { stamp: PublicationId; digest: Digest };
  hold?: UnitHold;
  shown?: Digest;
  problem?: string;
  code?: Code;
  warnings: readonly string[];
}

/** What a unit that was rolled back or resumed came to. */
export function restoredUnit(of: Pick<RestoredUnit, "unit" | "wanted" | "was">, converged: Converged): RestoredUnit {
  const { current, effects, warnings, code } = converged;
  const now = shownNow(converged);
  const problem = problemOf(of.wanted, now, converged);
  return {
    ...of,
    ...(now === undefined ? {} : { now }),
    ...(current ? { newest: current.stamp } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(code === undefined ? {} : { code }),
    failed: problem !== undefined,
    tags: referencesWritten(of.unit, effects),
    warnings,
  };
}

/** What its stream shows now, as far as that is known. */
function shownNow({ current, hold, shown, problem }: Converged): Digest | undefined {
  if (problem !== undefined) return undefined;
  return hold ? shown : current?.digest;
}

function problemOf(
  wanted: Digest | undefined,
  now: Digest | undefined,
  { current, hold, problem }: Converged,
): string | undefined {
  if (problem !== undefined) return problem;
  if (now === (wanted ?? current?.digest)) return undefined;
  return hold ? `hold #${hold.issue} keeps it at another image` : "another run has published a newer image";
}
