import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import { brokenRule } from "../publish/broken-rule.ts";
import { isPublished, type Observation, printStamp, type Stamp } from "../publish/observation.ts";
import type { Unit } from "../unit/unit.ts";
import { buildBasesOfVersions, decideVersion, type VersionFacts } from "../versions/version-decide.ts";
import { blockedBy } from "./blocked.ts";
import { blockOnBases } from "./blocked-bases.ts";
import type { Blocker } from "./blocker.ts";
import { judgeCandidate, type PlannedBase } from "./candidate-verdict.ts";
import {
  type Decision,
  digestToBuildOn,
  type InputsHash,
  type Intent,
  type PlannedCandidate,
  type PlannedHold,
  type Promotion,
  usesCandidate,
} from "./plan.ts";
import type { Candidate } from "./promotion.ts";

/** A unit's two hashes at one commit (design, section 5). */
export interface Hashes {
  inputs: InputsHash;
  tests: string;
}

/** Everything that was gathered about one unit. */
export interface UnitFacts extends Hashes {
  /** At the commit that a proposed change is compared with; absent where the unit did not exist. */
  before?: Hashes;
  /** What the registries hold; absent when nobody could be asked. */
  observed?: Observation;
  /** The newest publication that is not a rollback; absent when there is none. */
  published?: { stamp: Stamp; digest: Digest; inputs?: string; built?: Timestamp };
  /** What others are built on here is made of this, as `putBack` says. */
  putBack?: string;
  /** What holds its stream; a text says why nobody knows. */
  hold?: PlannedHold | string;
  /** What its candidate tag by inputs hash shows; absent where it was not looked for. */
  candidate?: Candidate | "none";
  /** What was published before of the commit's inputs, and nothing has been rebuilt since; absent where it was not looked for, or there is none. */
  earlier?: Candidate;
  /** Of an untrusted change, the ids of the secrets that it lacks through no fault of its own. */
  withheld?: string[];
  /** The version that a git tag gives it; absent where that is none of its own. */
  version?: VersionFacts;
  /** What keeps the plan from deciding on it. */
  blocked?: Blocker;
}

export interface Verdict {
  decision: Decision;
  reason: string;
  candidate?: PlannedCandidate;
  /** The code of what blocks it. */
  blocked?: Blocker["code"];
}

export interface Circumstances {
  intent: Intent;
  event: string;
  runId: string;
  /** The commit that is planned for, as images name it. */
  revision: string;
  /** What the plan's clock said. */
  now: Timestamp;
  promotion: Promotion;
  /** Whether `only` selects the unit itself; else it is here as a base. */
  selected: boolean;
}

/**
 * What to do with one unit, looked at on its own: `decideAll` then sees to its candidate, and to what is built on what. What is left alone
 * needs no answer of a registry.
 */
export function decide(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  const verdict = decideUnblocked(unit, facts, circumstances);
  const { blocked } = facts;
  const idle = verdict.decision === "leave" && blocked?.code === "plan-registry-unknown";
  return blocked === undefined || idle ? verdict : blockedBy(blocked);
}

function decideUnblocked(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  if (!circumstances.selected) return { decision: "leave", reason: "not selected" };
  switch (circumstances.intent) {
    case "rebuild":
      return decideRebuild(unit, facts, circumstances);
    case "publish":
      return decideRerun(unit, facts, circumstances) ?? decidePublish(unit, facts);
    case "version":
      return decideVersion(unit, facts);
    case "local":
      return { decision: "build", reason: "asked for" };
    case "candidate":
    case "check":
      return decideChange(facts);
  }
}

function decideRebuild(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  const built: Verdict = {
    decision: "build",
    reason: circumstances.event === "schedule" ? "scheduled rebuild" : "rebuild asked for",
  };
  return decideRerun(unit, facts, circumstances) ?? built;
}

/** What an earlier attempt of this run has published of the same is not built again. */
function decideRerun(
  unit: Unit,
  { inputs, observed, hold }: UnitFacts,
  { runId, revision, intent }: Circumstances,
): Verdict | undefined {
  const { annotations: made, rollback } = observed?.current ?? {};
  if (!observed || !made || runId === "local" || made.run !== runId || (rollback && intent === "publish")) return undefined;
  const isSame = "hash" in inputs && made.inputs !== undefined ? made.inputs === inputs.hash : made.revision === revision;
  if (!isSame) return undefined;
  const fault = brokenRule(unit, observed, hold);
  return fault
    ? { decision: "repair", reason: `this run has published it already; ${fault}` }
    : { decision: "leave", reason: "this run has published it already" };
}

/** The two questions: are the commit's inputs published, and does the one rule hold? */
function decidePublish(unit: Unit, { inputs, observed, published, hold }: UnitFacts): Verdict {
  if (!observed) return { decision: "build", reason: "whether it is up to date could not be asked" };
  if (!published) return { decision: "build", reason: "not published yet" };
  if ("none" in inputs) return { decision: "build", reason: `cannot be compared: ${inputs.none}` };
  const since = printStamp(published.stamp);
  if (published.inputs === undefined) return { decision: "build", reason: `${since} does not say what it was made of` };
  if (published.inputs !== inputs.hash) return { decision: "build", reason: `changed since ${since}` };
  const fault = brokenRule(unit, observed, hold);
  return fault ? { decision: "repair", reason: fault } : { decision: "leave", reason: "up to date" };
}

function decideChange({ inputs, tests, before, observed }: UnitFacts): Verdict {
  if (!before) return { decision: "build", reason: "new" };
  if ("none" in inputs) return { decision: "build", reason: `cannot be compared: ${inputs.none}` };
  if ("none" in before.inputs || before.inputs.hash !== inputs.hash) return { decision: "build", reason: "changed" };
  if (before.tests !== tests) {
    if (!observed) return { decision: "build", reason: "its tests changed, and what is published could not be asked" };
    const current = observed.current;
    if (!current) return { decision: "build", reason: "its tests changed, and it is not published yet" };
    const stamp = printStamp(current.stamp);
    // What is newest may be of other inputs: put back by a rollback, or not published yet. The change's tests are of no use to it.
    if (current.annotations?.inputs !== inputs.hash)
      return { decision: "build", reason: `its tests changed, and ${stamp} is of other inputs` };
    return { decision: "test", reason: `its tests changed: ${stamp} is tested again` };
  }
  return { decision: "leave", reason: "nothing of its own changed" };
}

/** A unit with what was gathered and what it comes to. */
export interface Decided extends Verdict {
  unit: Unit;
  facts: UnitFacts;
}

/**
 * The decisions for all units, with what is built on what taken into account.
 * A base that was never published is built where something is to be built on it, and every reason names the base.
 * @param units bases before what is built on them
 */
export function decideAll(
  units: readonly { unit: Unit; facts: UnitFacts; selected: boolean }[],
  circumstances: Omit<Circumstances, "selected">,
): Decided[] {
  const facts = new Map(units.map((entry) => [entry.unit.name, entry]));
  const verdicts = new Map<string, Verdict>();
  for (const { unit, facts: own, selected } of units) {
    const base = unit.base === undefined ? undefined : plannedBase(unit.base, verdicts, facts, circumstances.intent);
    const verdict = decide(unit, own, { ...circumstances, selected });
    verdicts.set(unit.name, judgeCandidate(verdict, own, base, circumstances));
  }
  for (const { unit } of units.toReversed()) {
    const base = unit.base === undefined ? undefined : facts.get(unit.base);
    if (!base || verdicts.get(unit.name)?.decision !== "build") continue;
    const unpublished = base.selected && base.facts.observed !== undefined && !base.facts.observed.current;
    const verdict = verdicts.get(base.unit.name);
    // A base that is promoted has a digest to build on; another one would not be what its other children were tested on.
    const settled = verdict?.decision === "build" || verdict?.decision === "blocked";
    if (unpublished && verdict && !settled && !usesCandidate(verdict)) {
      verdicts.set(base.unit.name, { decision: "build", reason: `not published yet, and ${unit.name} is built on it` });
    }
  }
  if (circumstances.intent === "version") buildBasesOfVersions(units, verdicts);
  blockOnBases(units, verdicts, circumstances.intent, (base, verdict) => isBuiltOnAsHeld(base, verdict, circumstances.intent));
  return units.map((entry) => {
    const verdict = verdicts.get(entry.unit.name);
    if (!verdict) throw new TypeError(`${entry.unit.name} was not decided`);
    const base = entry.unit.base === undefined ? undefined : facts.get(entry.unit.base);
    const isHeld = base !== undefined && isBuiltOnAsHeld(base, verdicts.get(base.unit.name), circumstances.intent);
    return { unit: entry.unit, facts: entry.facts, ...verdict, reason: nameBase(entry.unit, verdict, verdicts, isHeld) };
  });
}

/** A unit's hold as a plan has it: without a digest that was never published, which counts for nothing. */
export function plannedHold(
  unit: Pick<Unit, "streamTag">,
  hold: UnitFacts["hold"],
  observed: Observation | undefined,
): PlannedHold | undefined {
  if (typeof hold !== "object") return undefined;
  if (hold.digest === undefined || (observed && isPublished(unit, observed, hold.digest))) return hold;
  const { digest: _, stamp: _stamp, inputs: _inputs, ...rest } = hold;
  return rest;
}

/** Whether what is built on a unit is built on what its hold keeps. */
function isBuiltOnAsHeld(
  { unit, facts }: { unit: Unit; facts: UnitFacts },
  verdict: Verdict | undefined,
  intent: Intent,
): boolean {
  const hold = plannedHold(unit, facts.hold, facts.observed);
  return verdict !== undefined && hold?.digest !== undefined && digestToBuildOn({ ...verdict, hold }, intent) === hold.digest;
}

function plannedBase(
  name: string,
  verdicts: ReadonlyMap<string, Verdict>,
  facts: ReadonlyMap<string, { unit: Unit; facts: UnitFacts }>,
  intent: Intent,
): PlannedBase {
  const [verdict, entry] = [verdicts.get(name), facts.get(name)];
  const current = entry?.facts.observed?.current?.digest;
  const hold = entry && plannedHold(entry.unit, entry.facts.hold, entry.facts.observed);
  const digest = verdict && digestToBuildOn({ ...verdict, ...(current ? { current } : {}), ...(hold ? { hold } : {}) }, intent);
  return { name, ...(digest ? { digest } : {}) };
}

function nameBase(
  { base }: Unit,
  { decision, reason }: Verdict,
  verdicts: ReadonlyMap<string, Verdict>,
  isHeld: boolean,
): string {
  if (base === undefined || decision !== "build") return reason;
  if (isHeld) return `${reason}, on ${base} as it is held`;
  const verdict = verdicts.get(base);
  const isNew = verdict && (verdict.decision === "build" || usesCandidate(verdict));
  return isNew ? `${reason}, on ${base}` : `${reason}, on ${base} as it is published`;
}
