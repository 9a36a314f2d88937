import type { UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import { type Effect, referencesWritten } from "../publish/effect.ts";
import type { PublicationId } from "../publish/observation.ts";
import type { Unit } from "../unit/unit.ts";

/** What became of a unit that was rolled back, held or resumed. */
export interface RestoredUnit {
  unit: Unit;
  /** What its stream was to show; absent where that is the newest publication. */
  wanted?: Digest;
  /** What it showed before. */
  was?: { digest: Digest; stamp?: PublicationId };
  converged: {
    effects: readonly Effect[];
    current?: { stamp: PublicationId; digest: Digest };
    hold?: UnitHold;
    shown?: Digest;
    problem?: string;
    warnings: readonly string[];
  };
}

/** What its stream shows now, as far as that is known. */
export function shownNow({ converged: { current, hold, shown, problem } }: RestoredUnit): Digest | undefined {
  if (problem !== undefined) return undefined;
  return hold ? shown : current?.digest;
}

/** Why its stream does not show what it was to show; undefined when it does. */
export function restoredProblem(restored: RestoredUnit): string | undefined {
  const { wanted, converged } = restored;
  if (converged.problem !== undefined) return converged.problem;
  if (shownNow(restored) === (wanted ?? converged.current?.digest)) return undefined;
  return converged.hold ? `hold #${converged.hold.issue} keeps it at another image` : "another run has published a newer image";
}

/** Red iff a required unit is not as it was to be. */
export function restoredStatus(restored: readonly RestoredUnit[]): 0 | 1 {
  return restored.some((one) => one.unit.required && restoredProblem(one) !== undefined) ? 1 : 0;
}

/** The outputs `tags`, `digests` and `changed`, as `action.yml` describes them. */
export function restoredOutputs(restored: readonly RestoredUnit[]): { tags: string; digests: string; changed: string } {
  const tags = restored.flatMap(({ converged: { effects } }) => referencesWritten(effects));
  const digests = restored.flatMap((one) => {
    const now = shownNow(one);
    return now === undefined ? [] : [[one.unit.name, now]];
  });
  return { tags: tags.join("\n"), digests: JSON.stringify(Object.fromEntries(digests)), changed: String(tags.length > 0) };
}
