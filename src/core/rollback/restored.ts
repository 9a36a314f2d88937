import type { UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import type { Code } from "../lib/problems/problem.ts";
import { type Effect, referencesWritten } from "../publish/effect.ts";
import type { Conclusion } from "../result/conclusion.ts";
import { publishedImages } from "../result/published-image.ts";
import type { MovedUnit } from "../result/published-news.ts";
import { shownPin } from "../result/shown-pin.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";

/** The result of a rollback or resume for one unit. */
export interface RestoredUnit extends Conclusion {
  unit: Unit;
  /** The digest that its stream should show; absent for the newest publication. */
  wanted?: Digest;
  /** The digest that its stream showed before. */
  was?: { digest: Digest; stamp?: PublicationId };
  /** Its newest publication. */
  newest?: PublicationId;
  /** Why its stream does not show the wanted digest; absent if it does. */
  problem?: string;
  warnings: readonly string[];
}

/** The final state of a unit's registries. */
interface Converged {
  effects: readonly Effect[];
  current?: { stamp: PublicationId; digest: Digest };
  hold?: UnitHold;
  shown?: Digest;
  problem?: string;
  code?: Code;
  warnings: readonly string[];
}

/** The result for a unit after a rollback or resume. */
export function restoredUnit(of: Pick<RestoredUnit, "unit" | "wanted" | "was">, converged: Converged): RestoredUnit {
  const { current, effects, warnings, code } = converged;
  const now = shownNow(converged);
  const problem = problemOf(of.wanted, now, converged);
  const how = of.wanted === undefined ? "resumed" : "rolled-back";
  const wanted = of.wanted ?? current?.digest;
  const published = publishedImages(of.unit, effects, wanted, (digest) => (digest === wanted ? how : "repaired"));
  const tags = referencesWritten(of.unit, effects);
  return {
    ...of,
    ...(now === undefined ? {} : { now }),
    ...(current ? { newest: current.stamp } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(code === undefined ? {} : { code }),
    failed: problem !== undefined,
    tags,
    ...shownPin(of.unit, tags, current, now),
    ...(published.length === 0 ? {} : { published }),
    warnings,
  };
}

/** The digest that its stream shows now, if known. */
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
  return hold ? `hold #${hold.issue} keeps it at another image` : "another run published a newer image";
}

/** The restored units for the repositories that are built on them. */
export function movedUnits(restored: readonly RestoredUnit[]): MovedUnit[] {
  return restored.map(({ unit, newest, published }) => ({
    unit,
    ...(newest ? { stamp: newest } : {}),
    ...(published ? { published } : {}),
  }));
}
