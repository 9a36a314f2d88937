import { capabilities } from "../../events/capabilities.ts";
import type { Intent } from "../../events/intent.ts";
import { baseUnitsOf } from "../../unit/bases.ts";
import type { Unit } from "../../unit/unit.ts";
import { usesCandidate } from "../plan.ts";
import { blockedBy } from "./blocked.ts";
import type { Blocker } from "./blocker.ts";
import type { UnitFacts, Verdict } from "./facts.ts";

interface Base {
  unit: Unit;
  facts: UnitFacts;
}

/**
 * Blocks each unit that this plan would build or promote on a base without an image, as if the base
 * had failed.
 * @param units bases before their children
 * @param isHeld whether the children of a base use its held digest
 */
export function blockOnBases(
  units: readonly Base[],
  verdicts: Map<string, Verdict>,
  intent: Intent,
  isHeld: (base: Base, verdict: Verdict) => boolean,
): void {
  const byName = new Map(units.map((entry) => [entry.unit.name, entry]));
  for (const { unit } of units) {
    const verdict = verdicts.get(unit.name);
    if (!verdict || (verdict.decision !== "build" && !usesCandidate(verdict))) continue;
    const [blocker] = baseUnitsOf(unit).flatMap((name) => {
      const [base, ofBase] = [byName.get(name), verdicts.get(name)];
      // A proposed change is tested with the bases that it proposes, held or not.
      if (!base || !ofBase || (!capabilities[intent].candidates && isHeld(base, ofBase))) return [];
      return blockerOf(base, ofBase) ?? [];
    });
    if (blocker) verdicts.set(unit.name, blockedBy(blocker));
  }
}

/**
 * Why a base has no image to build on. Undefined if it has one, will get one, or was not observed.
 */
function blockerOf({ unit: { name }, facts }: Base, { decision, blocked }: Verdict): Blocker | undefined {
  if (decision === "blocked") return { code: blocked ?? "plan-registry-unknown", reason: `its base ${name} is blocked` };
  if (decision !== "leave" || facts.observed?.current) return undefined;
  if (facts.blocked) return { code: facts.blocked.code, reason: `its base ${name} ${facts.blocked.reason}` };
  if (!facts.observed) return undefined;
  const remedy = facts.outside
    ? "yet, and this run is not about its stream. Start the workflow by hand, which builds all streams"
    : `and not selected: add "${name}" to \`only\``;
  return { code: "plan-base-unpublished", reason: `its base ${name} is not published ${remedy}` };
}
