import { capabilities } from "../../events/capabilities.ts";
import type { Intent } from "../../events/intent.ts";
import { listed } from "../../lib/text/nearest.ts";
import { basesOf, baseUnitsOf } from "../../unit/bases.ts";
import type { Unit } from "../../unit/unit.ts";
import { buildBasesOfVersions } from "../../versions/version-decide.ts";
import { digestToBuildOn, usesCandidate } from "../plan.ts";
import { blockOnBases } from "./blocked-bases.ts";
import { judgeCandidate } from "./candidate-verdict.ts";
import type { Circumstances, DecidedAlone, UnitFacts, UnitToDecide, Verdict } from "./facts.ts";
import { plannedHold } from "./planned-hold.ts";
import type { PlannedBase } from "./promotion.ts";

/** A unit with its facts and its final verdict. */
export interface Decided extends Verdict {
  unit: Unit;
  facts: UnitFacts;
}

/**
 * The final decisions for all units: judges candidates, and counts the states of bases. Builds a
 * base that was never published if a child is built. Each reason names the base.
 * @param units bases before their children
 */
export function settle(
  units: readonly DecidedAlone[],
  circumstances: Pick<Circumstances, "intent" | "promotion" | "now" | "yanks">,
): Decided[] {
  const facts = new Map(units.map((entry) => [entry.unit.name, entry]));
  const verdicts = new Map<string, Verdict>();
  for (const { unit, facts: own, verdict } of units) {
    const bases = basesOf(unit).map((base) => ({ ...base, ...plannedImage(base.unit, verdicts, facts, circumstances.intent) }));
    verdicts.set(unit.name, judgeCandidate(verdict, own, bases, circumstances));
  }
  rebuildChildren(units, verdicts, circumstances.intent);
  buildUnpublishedBases(units, verdicts);
  if (capabilities[circumstances.intent].versions) buildBasesOfVersions(units, verdicts);
  blockOnBases(units, verdicts, circumstances.intent, (base, verdict) => isBuiltOnAsHeld(base, verdict, circumstances.intent));
  return units.map((entry) => {
    const verdict = verdicts.get(entry.unit.name);
    if (!verdict) throw new TypeError(`${entry.unit.name} was not decided`);
    const isHeld = (name: string): boolean => {
      const base = facts.get(name);
      return base !== undefined && isBuiltOnAsHeld(base, verdicts.get(name), circumstances.intent);
    };
    return { unit: entry.unit, facts: entry.facts, ...verdict, reason: nameBases(entry.unit, verdict, verdicts, isHeld) };
  });
}

/**
 * Rebuilds each unit that rests on a base which this plan rebuilds, bases first. A unit on a held
 * base keeps that base.
 */
function rebuildChildren(units: readonly UnitToDecide[], verdicts: Map<string, Verdict>, intent: Intent): void {
  const byName = new Map(units.map((entry) => [entry.unit.name, entry]));
  for (const { unit } of units) {
    if (!verdicts.get(unit.name)?.rests) continue;
    const isOnNewBase = baseUnitsOf(unit).some((name) => {
      const [base, verdict] = [byName.get(name), verdicts.get(name)];
      return base !== undefined && verdict?.decision === "build" && !isBuiltOnAsHeld(base, verdict, intent);
    });
    if (isOnNewBase) verdicts.set(unit.name, { decision: "build", reason: "its base is rebuilt", why: "base" });
  }
}

/**
 * Builds each base that was never published, or that a proposed change cannot read, if the plan
 * builds one of its children.
 */
function buildUnpublishedBases(units: readonly UnitToDecide[], verdicts: Map<string, Verdict>): void {
  const byName = new Map(units.map((entry) => [entry.unit.name, entry]));
  for (const { unit } of units.toReversed()) {
    if (verdicts.get(unit.name)?.decision !== "build") continue;
    for (const base of baseUnitsOf(unit).flatMap((name) => byName.get(name) ?? [])) {
      const lack = whatLacks(base.facts);
      const verdict = verdicts.get(base.unit.name);
      // A promoted base already has a digest. A new build would not be the image that its other
      // children were tested on.
      const settled = verdict?.decision === "build" || verdict?.decision === "blocked";
      if (base.selected && lack !== undefined && verdict && !settled && !usesCandidate(verdict)) {
        verdicts.set(base.unit.name, { decision: "build", reason: `${lack}, and ${unit.name} builds on it` });
      }
    }
  }
}

/** Why nothing can be built on the published image of a base; undefined if something can. */
function whatLacks({ observed, unseen }: UnitFacts): string | undefined {
  if (unseen) return "its published image cannot be read here";
  return observed && !observed.current ? "not published yet" : undefined;
}

/** Whether the children of a unit use its held digest. */
function isBuiltOnAsHeld(
  { unit, facts }: { unit: Unit; facts: UnitFacts },
  verdict: Verdict | undefined,
  intent: Intent,
): boolean {
  const hold = plannedHold(unit, facts.hold, facts.observed);
  return verdict !== undefined && hold?.digest !== undefined && digestToBuildOn({ ...verdict, hold }, intent) === hold.digest;
}

/** The image that the plan gives a base; absent if the plan builds the base. */
function plannedImage(
  name: string,
  verdicts: ReadonlyMap<string, Verdict>,
  facts: ReadonlyMap<string, { unit: Unit; facts: UnitFacts }>,
  intent: Intent,
): Pick<PlannedBase, "digest" | "manifests"> {
  const [verdict, entry] = [verdicts.get(name), facts.get(name)];
  const current = entry?.facts.observed?.current?.digest;
  const hold = entry && plannedHold(entry.unit, entry.facts.hold, entry.facts.observed);
  const digest = verdict && digestToBuildOn({ ...verdict, ...(current ? { current } : {}), ...(hold ? { hold } : {}) }, intent);
  const manifests = digest && entry?.facts.manifests?.get(digest);
  return { ...(digest ? { digest } : {}), ...(manifests ? { manifests } : {}) };
}

function nameBases(
  unit: Unit,
  { decision, reason }: Verdict,
  verdicts: ReadonlyMap<string, Verdict>,
  isHeld: (name: string) => boolean,
): string {
  if (unit.base === undefined || decision !== "build") return reason;
  const bases = baseUnitsOf(unit).map((name) => {
    if (isHeld(name)) return `the held ${name}`;
    const verdict = verdicts.get(name);
    const isNew = verdict && (verdict.decision === "build" || usesCandidate(verdict));
    return isNew ? name : `the published ${name}`;
  });
  return `${reason}, on ${listed(bases)}`;
}
