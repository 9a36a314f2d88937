import { firstRepository } from "../build/bake.ts";
import { allowed } from "../events/capabilities.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import { stampTags } from "../publish/observation.ts";
import { nextSequence, publicationTimestamp } from "../publish/publication-id.ts";
import { candidateTags } from "../tags/candidate.ts";
import { familiesOf, type Unit } from "../unit/unit.ts";
import { plannedVersionTags, withTakenVersions } from "../versions/version-decide.ts";
import { refuseIfNoneCanGoOn } from "./blocked.ts";
import { type Decided, decideAll, plannedHold, type UnitFacts } from "./decide.ts";
import { jobsOf } from "./jobs.ts";
import { digestToBuildOn, type InputsHash, type Intent, type Plan, type PlannedUnit, usesCandidate } from "./plan.ts";

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
    | "config"
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
 * @throws Failure where every selected unit is blocked: with the code of each cause
 */
export function assemblePlan(gathered: Gathered): Plan {
  const { units: asked, now, notes, ...rest } = gathered;
  const { intent, event, run, promotion, revision } = gathered;
  const units = withTakenVersions(asked, { commit: gathered.commit, runId: run.id });
  const decided = decideAll(units, { intent, event, runId: run.id, revision, now, promotion });
  const timestamp = timestampOfRun(gathered, decided);
  const byName = new Map(decided.map((entry) => [entry.unit.name, entry]));
  const planned = decided.map((entry) => plannedUnit(entry, byName.get(entry.unit.base ?? ""), gathered, timestamp));
  refuseIfNoneCanGoOn(planned.filter((_, index) => units[index]?.selected));
  return { version: 1, ...rest, timestamp, units: planned, jobs: jobsOf(planned), notes: [...notes] };
}

/**
 * One run has one timestamp, in all its attempts: one that has published something goes on under that. Unless a candidate was built since, as no
 * image is ever under a timestamp from before its build; or something of a unit was published since, as that would stay in front of what is built now.
 */
function timestampOfRun(gathered: Gathered, decided: readonly Decided[]): Timestamp {
  const { intent, now } = gathered;
  if (!allowed[intent].publish) return now;
  const isNew = (entry: Decided) => entry.decision === "build" || usesCandidate(entry);
  const taken = takenOver(gathered);
  const outlives = (entry: Decided, one: Timestamp) =>
    (usesCandidate(entry) && isBuiltAfter(entry, one)) || isFollowed(entry, one);
  if (taken !== undefined && !decided.some((entry) => isNew(entry) && outlives(entry, taken))) return taken;
  return publicationTimestamp(
    now,
    decided.filter(isNew).flatMap(({ facts: { observed } }) => observed ?? []),
  );
}

function isBuiltAfter({ candidate, facts }: Decided, timestamp: Timestamp): boolean {
  const used = [facts.candidate, facts.earlier].find((one) => one !== "none" && one?.digest === candidate?.digest);
  const built = used === undefined || used === "none" ? undefined : used.annotations.built;
  return built === undefined || built > timestamp;
}

/** Whether the unit's newest publication comes after a timestamp. */
function isFollowed({ facts: { observed } }: Decided, timestamp: Timestamp): boolean {
  const newest = observed?.current?.stamp.timestamp;
  return newest !== undefined && newest > timestamp;
}

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
  const { unit, facts, decision, reason, candidate, blocked } = entry;
  const inputs = inputsOf(entry, base, gathered.intent);
  const hold = plannedHold(unit, facts.hold, facts.observed);
  const tags = tagsWritten(entry, inputs, gathered, timestamp);
  return {
    ...unit,
    decision,
    reason,
    ...(blocked === undefined ? {} : { blocked }),
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
  if (allowed[intent].versions)
    return facts.version && decision !== "leave" && decision !== "blocked" ? plannedVersionTags(unit, facts.version) : [];
  if (!allowed[intent].publish) return [];
  if (isNew) {
    const stamp = { timestamp, sequence: nextSequence(timestamp, facts.observed) };
    return [...stampTags(unit, stamp), ...(facts.hold === undefined ? familiesOf(unit) : [])];
  }
  return decision === "repair" ? familiesOf(unit) : [];
}
