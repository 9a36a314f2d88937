import { firstRepository } from "./bake.ts";
import { candidateTags } from "./candidate-tags.ts";
import { type Decided, decideAll, plannedHold, type UnitFacts } from "./decide.ts";
import { jobsOf } from "./jobs.ts";
import { type Observation, stampTags } from "./observation.ts";
import { digestToBuildOn, type InputsHash, type Intent, type Plan, type PlannedUnit, usesCandidate } from "./plan.ts";
import { Failure, type Problem } from "./problem.ts";
import { maximumSequence } from "./tag.ts";
import type { Timestamp } from "./timestamp.ts";
import { allowed } from "./trust.ts";
import { familiesOf, type Unit } from "./unit.ts";
import { plannedVersionTags, takenVersions } from "./version-decide.ts";

/** Everything that a plan is made from. */
export interface Gathered
  extends Pick<
    Plan,
    | "intent"
    | "event"
    | "repository"
    | "source"
    | "commit"
    | "revision"
    | "branch"
    | "pullRequest"
    | "gitTag"
    | "part"
    | "run"
    | "promotion"
  > {
  /** What the clock said, once. */
  now: Timestamp;
  /** Bases before what is built on them. */
  units: readonly { unit: Unit; facts: UnitFacts; selected: boolean }[];
  notes: readonly string[];
}

/**
 * The plan: what to do with every unit, and why.
 * @throws Failure `plan-base-unpublished`, for every unit whose base is neither selected nor published; `version-taken`
 */
export function assemblePlan(gathered: Gathered): Plan {
  const { units, now, notes, ...rest } = gathered;
  const { intent, event, run, promotion } = gathered;
  const decided = decideAll(units, { intent, event, runId: run.id, now, promotion });
  const problems = [...unpublishedBases(decided), ...takenVersions(units, { commit: gathered.commit, runId: run.id })];
  if (problems.length > 0) throw new Failure(problems);
  const timestamp = takenOver(gathered) ?? now;
  const byName = new Map(decided.map((entry) => [entry.unit.name, entry]));
  const planned = decided.map((entry) => plannedUnit(entry, byName.get(entry.unit.base ?? ""), gathered, timestamp));
  return { version: 1, ...rest, timestamp, units: planned, jobs: jobsOf(planned), notes: [...notes] };
}

/** One run has one timestamp, in all its attempts: one that has published something goes on under that. */
function takenOver({ intent, run, units }: Gathered): Timestamp | undefined {
  if (!allowed[intent].publish || run.id === "local") return undefined;
  return units
    .flatMap(({ facts: { observed } }) => {
      const current = observed?.current;
      return current?.annotations?.run === run.id ? [current.annotations.built ?? current.stamp.timestamp] : [];
    })
    .sort()
    .at(-1);
}

function plannedUnit(entry: Decided, base: Decided | undefined, gathered: Gathered, timestamp: Timestamp): PlannedUnit {
  const { unit, facts, decision, reason, candidate } = entry;
  const inputs = inputsOf(entry, base, gathered.intent);
  const hold = plannedHold(unit, facts.hold, facts.observed);
  const tags = tagsWritten(entry, inputs, gathered, timestamp);
  return {
    ...unit,
    decision,
    reason,
    inputs,
    testsHash: facts.tests,
    ...(facts.observed?.current ? { current: facts.observed.current.digest } : {}),
    ...(facts.putBack === undefined || decision === "build" ? {} : { putBack: facts.putBack }),
    ...(hold ? { hold } : {}),
    ...(candidate ? { candidate } : {}),
    ...(facts.withheld && facts.withheld.length > 0 ? { withheld: facts.withheld } : {}),
    tags,
    references: referencesOf(unit, tags, gathered.intent),
  };
}

/** Every published tag goes to all registries, candidate tags to the one that holds the builds. */
export function referencesOf(unit: Pick<Unit, "destinations">, tags: readonly string[], intent: Plan["intent"]): string[] {
  const repositories = allowed[intent].candidates
    ? [firstRepository(unit)]
    : unit.destinations.map(({ repository }) => repository);
  return repositories.flatMap((repository) => tags.map((tag) => `${repository}:${tag}`));
}

/** The hash that goes on the image. It counts the base as this commit has it: where it is built on another, it has none. */
function inputsOf({ unit, facts, decision }: Decided, base: Decided | undefined, intent: Intent): InputsHash {
  if (decision !== "build" || !base || "none" in facts.inputs) return facts.inputs;
  const hold = plannedHold(base.unit, base.facts.hold, base.facts.observed);
  if (hold?.digest !== undefined && digestToBuildOn({ ...base, hold }, intent) === hold.digest) {
    // Of a publication the hash was made of what the held image is made of; a proposed change is compared without it.
    return allowed[intent].publish ? facts.inputs : { none: `it is built on ${unit.base} as it is held` };
  }
  const isNew = base.decision === "build" || usesCandidate(base);
  // Where the base was put back, the hash was made of what it was put back to.
  if (base.facts.putBack !== undefined && isNew) return { none: `${unit.base}, which was put back, is built anew` };
  if (base.facts.putBack !== undefined || isNew) return facts.inputs;
  const published = base.facts.observed?.current?.annotations?.inputs;
  const same = base.facts.observed === undefined || ("hash" in base.facts.inputs && base.facts.inputs.hash === published);
  return same ? facts.inputs : { none: `it is built on ${unit.base} as published, which is made of other inputs` };
}

/** The tags that publishing would write: candidate tags for a proposed change, those of the one rule for a repair. */
function tagsWritten(
  { unit, decision, facts, candidate }: Decided,
  inputs: InputsHash,
  { intent, pullRequest }: Gathered,
  timestamp: Timestamp,
): string[] {
  const isNew = decision === "build" || usesCandidate({ decision, candidate });
  if (allowed[intent].candidates) return isNew ? candidateTags(unit, inputs, pullRequest) : [];
  if (allowed[intent].versions) return facts.version && decision !== "leave" ? plannedVersionTags(unit, facts.version) : [];
  if (!allowed[intent].publish) return [];
  if (isNew) {
    const stamp = { timestamp, sequence: nextSequence(timestamp, facts.observed) };
    return [...stampTags(unit, stamp), ...(facts.hold === undefined ? familiesOf(unit) : [])];
  }
  return decision === "repair" ? familiesOf(unit) : [];
}

/** The first sequence of a minute that no required registry has; what publishing takes, unless somebody else is quicker. */
function nextSequence(timestamp: Timestamp, observed: Observation | undefined): number {
  const stamps = (observed?.destinations ?? []).flatMap((seen) => (seen.required ? seen.stamps : []));
  const taken = new Set(stamps.filter((stamp) => stamp.timestamp === timestamp).map(({ sequence }) => sequence));
  let sequence = 0;
  while (taken.has(sequence) && sequence < maximumSequence) sequence++;
  return sequence;
}

function unpublishedBases(decided: readonly Decided[]): Problem[] {
  const byName = new Map(decided.map((entry) => [entry.unit.name, entry]));
  return decided.flatMap(({ unit, decision }): Problem[] => {
    const base = unit.base === undefined ? undefined : byName.get(unit.base);
    const unpublished = base?.decision === "leave" && base.facts.observed !== undefined && !base.facts.observed.current;
    if (decision !== "build" || !base || !unpublished) return [];
    const message = `${unit.name} is built on ${base.unit.name}, which is not published yet. Add "${base.unit.name}" to \`only\`.`;
    return [{ code: "plan-base-unpublished", message, severity: "error" }];
  });
}
