import { capabilities } from "../events/capabilities.ts";
import { type Plan, type PlannedUnit, usesCandidate } from "../plan/plan.ts";
import { plannedRepository } from "../plan/planned-repository.ts";
import type { UnitResult } from "../result/result.ts";
import type { RestoredUnit } from "../rollback/restored.ts";
import { kindOfTag } from "../tags/publication-tags.ts";
import { buildRepository, firstRepository } from "../unit/repositories.ts";
import type { Unit } from "../unit/unit.ts";
import type { ImagePair, LocatedImage } from "./unit-changes.ts";

/**
 * The images of a run to compare: what it published with what the stream showed before, and the
 * candidates that it tested with what is published. A first publication has nothing to compare with,
 * nor has an image that nobody can pull.
 */
export function pairsOfRun({ intent }: Pick<Plan, "intent">, results: readonly UnitResult[]): ImagePair[] {
  return results.flatMap((result) => {
    const pair = capabilities[intent].candidates ? candidatePair(result, intent) : publishedPair(result);
    return pair ? differing(result.unit, pair) : [];
  });
}

/** The same for streams that a person rolled back or resumed. */
export function pairsOfRestored(restored: readonly RestoredUnit[]): ImagePair[] {
  return restored.flatMap(({ unit, failed, was, now, newest }) => {
    if (failed || !was || now === undefined) return [];
    const repository = firstRepository(unit);
    return differing(unit, {
      from: { repository, ...was },
      to: { repository, digest: now, ...(newest ? { stamp: newest } : {}) },
    });
  });
}

type Pair = Pick<ImagePair, "from" | "to">;

function differing(unit: Unit, { from, to }: Pair): ImagePair[] {
  if (from.digest === to.digest) return [];
  return [{ unit: unit.name, from, to, ...(unit.build.packages === false ? { packages: false as const } : {}) }];
}

/** A version is no news of a stream, nor is what an earlier run published. */
function publishedPair({ unit, published = [], stamp }: UnitResult): Pair | undefined {
  const row = published.find(({ how }) => how !== "repaired");
  if (!row || kindOfTag(unit, row.tag)?.writtenFor === "versions") return undefined;
  const { repository, digest, was = unit.current } = row;
  if (was === undefined) return undefined;
  return { from: before(unit, repository, was), to: { repository, digest, ...(stamp ? { stamp } : {}) } };
}

function candidatePair({ unit, outcome, kept, now }: UnitResult, intent: Plan["intent"]): Pair | undefined {
  const isPulled = unit.decision === "build" || usesCandidate(unit);
  if (outcome !== "passed" || kept !== undefined || !isPulled || now === undefined || unit.current === undefined)
    return undefined;
  const repository = unit.decision === "build" ? buildRepository(unit, intent) : plannedRepository(unit);
  if (repository === undefined) return undefined;
  return { from: before(unit, firstRepository(unit), unit.current), to: { repository, digest: now } };
}

function before(unit: PlannedUnit, repository: string, digest: LocatedImage["digest"]): LocatedImage {
  const { current, currentStamp } = unit;
  return { repository, digest, ...(digest === current && currentStamp ? { stamp: currentStamp } : {}) };
}
