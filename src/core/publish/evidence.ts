import type { UnitRecord } from "../build/record.ts";
import { digestToBuildOn, needsJob, type Plan, type PlannedUnit, plannedDigest, usesCandidate } from "../plan/plan.ts";
import { baseUnitsOf } from "../unit/bases.ts";
import type { Unit } from "../unit/unit.ts";

type Tested = Pick<PlannedUnit, "name" | "platforms" | "tests" | "decision" | "candidate" | "current" | "keep">;

/** Whether a digest may be published. If not, everything that is missing, in phrases for people. */
export type Evidence = { passed: true } | { passed: false; missingEvidence: string[] };

/**
 * Invariant 1: a digest is published only with passing evidence for every platform in it. Every
 * test passed on every platform, except for declared exemptions: the `platforms` of a test, and a
 * test that is waived, which must have run. The build has exactly the platforms of the unit. The unit
 * of the plan decides; a record is never trusted on its own. No record, no evidence.
 */
export function evidence(unit: Tested, record: UnitRecord | undefined): Evidence {
  if (record === undefined) return { passed: false, missingEvidence: ["a record of its build"] };
  const missingEvidence: string[] = [];
  if (record.unit !== unit.name) missingEvidence.push(`its own record (this one is for ${record.unit})`);
  if (record.outcome !== "passed")
    missingEvidence.push(`a passing build (this one ${record.outcome === "failed" ? "failed" : "was skipped"})`);
  const tested = plannedDigest(unit);
  if (record.digest === undefined) missingEvidence.push("a digest");
  else if (tested !== undefined && record.digest !== tested)
    missingEvidence.push(`a test of ${tested} (the job tested ${record.digest})`);
  if (record.unchanged && (!unit.keep || record.digest !== unit.current))
    missingEvidence.push(`a plan that keeps ${record.digest} (the job kept it)`);
  missingEvidence.push(...missingPlatforms(unit, record), ...missingTests(unit, record));
  return missingEvidence.length === 0 ? { passed: true } : { passed: false, missingEvidence };
}

/**
 * An image that was tested before needs no new test, but its bases may: if one of them did not
 * pass, the image is not published. Nor is a following unit's if another one of its set did not.
 */
export function proofOf(
  unit: PlannedUnit,
  plan: Pick<Plan, "units" | "intent">,
  records: ReadonlyMap<string, UnitRecord>,
): Evidence {
  const own = proofAlone(unit, plan, records);
  const failed = own.passed ? othersOfSet(unit, plan.units).filter((other) => !proofAlone(other, plan, records).passed) : [];
  if (failed.length === 0) return own;
  return { passed: false, missingEvidence: failed.map(({ name }) => `${name} did not pass, and both move together`) };
}

/** The units that are published together with this one, and those that a registry or a version keeps from it. */
function othersOfSet(unit: PlannedUnit, units: readonly PlannedUnit[]): PlannedUnit[] {
  const set = unit.follow?.set;
  if (set === undefined || !usesCandidate(unit)) return [];
  const counts = (other: PlannedUnit): boolean => usesCandidate(other) || other.decision === "blocked";
  return units.filter((other) => other !== unit && other.follow?.set === set && counts(other));
}

function proofAlone(unit: PlannedUnit, plan: Pick<Plan, "units" | "intent">, records: ReadonlyMap<string, UnitRecord>): Evidence {
  if (needsJob(unit)) return evidence(unit, records.get(unit.name));
  if (unit.decision === "blocked") return { passed: false, missingEvidence: [unit.reason] };
  const names = usesCandidate(unit) ? baseUnitsOf(unit) : [];
  if (names.length === 0) return { passed: true };
  const failed = plan.units
    .filter(({ name }) => names.includes(name))
    .filter((base) => !waitsForNothing(base, plan.intent) && !proofOf(base, plan, records).passed);
  if (failed.length === 0) return { passed: true };
  return { passed: false, missingEvidence: failed.map(({ name }) => `its base ${name} did not pass`) };
}

/** Whether the children of a unit use a held digest, which this plan neither builds nor tests. */
export function waitsForNothing(base: PlannedUnit, intent: Plan["intent"]): boolean {
  return base.hold?.digest !== undefined && digestToBuildOn(base, intent) === base.hold.digest;
}

/** The names of the units whose children wait for them: this plan builds or tests them, and no hold replaces them. */
export function awaitedUnits({ units, intent }: Pick<Plan, "units" | "intent">): Set<string> {
  return new Set(units.flatMap((unit) => (needsJob(unit) && !waitsForNothing(unit, intent) ? [unit.name] : [])));
}

function missingPlatforms(unit: Pick<Unit, "platforms">, record: UnitRecord): string[] {
  const built = record.platforms.map(({ platform }) => platform);
  return [
    ...unit.platforms.filter((platform) => !built.includes(platform)).map((platform) => `an image for ${platform}`),
    ...built
      .filter((platform) => !unit.platforms.includes(platform))
      .map((platform) => `a plan for ${platform} (the job built it)`),
    ...built
      .filter((platform, at) => built.indexOf(platform) !== at)
      .map((platform) => `a single image for ${platform} (there are several)`),
  ];
}

function missingTests(unit: Pick<Unit, "platforms" | "tests">, record: UnitRecord): string[] {
  return unit.tests.flatMap((test) =>
    unit.platforms
      .filter((platform) => test.platforms.includes(platform))
      .flatMap((platform) => {
        const results = record.tests.filter((result) => result.name === test.name && result.platform === platform);
        if (results.length === 0) return [`a result of "${test.name}" on ${platform}`];
        return test.waived || results.every((result) => result.passed)
          ? []
          : [`a passing result of "${test.name}" on ${platform}`];
      }),
  );
}
