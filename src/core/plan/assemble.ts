import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import { nothingDue } from "../freshness/nothing-due.ts";
import { takes } from "../freshness/rebuild-policy.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import { dayOfTimestamp, firstMinuteOf, type Timestamp } from "../lib/time/timestamp.ts";
import { publicationTimestamp, timestampFor } from "../publish/publication-id.ts";
import { isKeepable } from "../unchanged/keepable.ts";
import { baseUnitsOf } from "../unit/bases.ts";
import { candidatesRepository } from "../unit/repositories.ts";
import type { Unit } from "../unit/unit.ts";
import { type KnownYanks, yankOf, yankWords } from "../verdicts/yanked.ts";
import { refuseIfNoneCanGoOn } from "./decide/blocked.ts";
import type { DecidedAlone } from "./decide/facts.ts";
import { plannedHold } from "./decide/planned-hold.ts";
import { type Decided, settle } from "./decide/settle.ts";
import { takenImage } from "./decide/taken-image.ts";
import { type JobRules, jobsOf, notesOnLimit } from "./jobs/jobs.ts";
import { notesOnSharedStages } from "./jobs/shared-stages.ts";
import { digestToBuildOn, type Plan, type PlannedUnit, usesCandidate } from "./plan.ts";
import { tagsWritten } from "./tags-written.ts";

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
    | "absent"
    | "run"
    | "promotion"
    | "freshness"
    | "generator"
  > {
  /** Whether another repository's hint started the run. */
  hint?: true;
  /** Absent if the run publishes nothing. */
  yanks?: KnownYanks | undefined;
  /** The time of the plan, read from the clock once. */
  now: Timestamp;
  /** Bases come before their children. */
  units: readonly DecidedAlone[];
  /** How the builds are spread over jobs. Absent: one machine builds everything. */
  jobs?: JobRules;
  notes: readonly string[];
}

/**
 * Plans what to do with every unit, and why.
 * @throws Failure if every selected unit is blocked, with the code of each cause
 */
export function assemblePlan(gathered: Gathered): Plan {
  const { units, now, notes, jobs: rules, hint: _, yanks: _yanks, ...rest } = gathered;
  const decided = settle(units, gathered);
  const timestamp = timestampOfRun(gathered, decided);
  const byName = new Map(decided.map((entry) => [entry.unit.name, entry]));
  const planned = decided.map((entry) => plannedUnit(entry, basesIn(byName, entry), gathered, timestamp));
  refuseIfNoneCanGoOn(planned.filter((_, index) => units[index]?.selected));
  const jobs = jobsOf(planned, rules ?? {}, gathered.intent);
  const notesOnJobs = rules === undefined ? [] : [...notesOnLimit(jobs, rules), ...notesOnSharedStages(planned)];
  const allNotes = [...nothingDueNotes(decided, gathered), ...notes, ...notesOnJobs];
  return { version: 1, ...rest, timestamp, ...dayApart(now, timestamp), units: planned, jobs, notes: allNotes };
}

/** The day of the plan, if its timestamp is of another one. */
function dayApart(now: Timestamp, timestamp: Timestamp): Pick<Plan, "day"> {
  const day = dayOfTimestamp(now);
  return day === dayOfTimestamp(timestamp) ? {} : { day };
}

/** One line for a run that looked, and rebuilds nothing. */
function nothingDueNotes(decided: readonly Decided[], gathered: Gathered): string[] {
  const { intent, now } = gathered;
  const taken = takes(gathered);
  const resting = decided.filter(({ rests }) => rests).map(({ facts }) => facts);
  const isIdle = resting.length > 0 && decided.every(({ decision }) => decision === "leave");
  return capabilities[intent].rebuilds && taken !== "all" && isIdle ? [nothingDue(resting, now, taken === "moved")] : [];
}

/**
 * All attempts of a run share one timestamp: a run that has published something keeps that
 * timestamp. There are two exceptions. A candidate was built later: Tagstream never publishes an
 * image under a timestamp older than its build. Or a unit has a newer publication: its stream would
 * stay there, and not show the new build.
 */
function timestampOfRun(gathered: Gathered, decided: readonly Decided[]): Timestamp {
  const { intent, now } = gathered;
  if (!capabilities[intent].publish) return now;
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

function isBuiltAfter(entry: Decided, timestamp: Timestamp): boolean {
  const built = takenImage(entry)?.built;
  return built === undefined || built > timestamp;
}

/** Whether the unit's newest publication comes after a timestamp. */
function isFollowed({ unit, facts: { observed } }: Decided, timestamp: Timestamp): boolean {
  const newest = observed?.current?.stamp.timestamp;
  return newest !== undefined && newest > timestampFor(unit, timestamp, observed);
}

function takenOver({ intent, run, units }: Gathered): Timestamp | undefined {
  if (!capabilities[intent].publish || run.id === "local") return undefined;
  return units
    .flatMap(({ facts: { observed } }) => {
      const current = observed?.current;
      return current?.annotations?.run === run.id ? [current.annotations.built ?? firstMinuteOf(current.stamp.timestamp)] : [];
    })
    .sort()
    .at(-1);
}

function basesIn(byName: ReadonlyMap<string, Decided>, { unit }: Decided): Decided[] {
  return baseUnitsOf(unit).flatMap((name) => byName.get(name) ?? []);
}

function plannedUnit(entry: Decided, bases: readonly Decided[], gathered: Gathered, timestamp: Timestamp): PlannedUnit {
  const { unit, facts, decision, reason, candidate, blocked, purposes } = entry;
  const inputs = inputsOf(entry, bases, gathered.intent);
  const current = facts.observed?.current;
  const hold = plannedHold(unit, facts.hold, facts.observed);
  const tags = tagsWritten(entry, inputs, gathered, timestamp);
  return {
    ...unit,
    decision,
    reason,
    ...asRebuild(entry),
    ...(blocked === undefined ? {} : { blocked }),
    inputs,
    testsHash: facts.tests,
    ...(current ? { current: current.digest, currentStamp: current.stamp } : {}),
    ...(isKeepable(entry, { ...facts, inputs }, gathered) ? { keep: true } : {}),
    ...(facts.rolledBackInputs === undefined || decision === "build" ? {} : { putBack: facts.rolledBackInputs }),
    ...(hold ? { hold } : {}),
    ...(candidate ? { candidate } : {}),
    ...yankedIn(entry, gathered),
    ...(facts.follow ? { follow: facts.follow.planned } : {}),
    ...(purposes && decision !== "leave" && decision !== "blocked" ? { purposes } : {}),
    ...(facts.withheld && facts.withheld.length > 0 ? { withheld: facts.withheld } : {}),
    tags,
    references: referencesOf(unit, tags, gathered.intent),
  };
}

/** Why what the stream shows at the time of the plan must not be used; nothing if it may be. */
function yankedIn({ unit, facts: { observed } }: Decided, { yanks }: Gathered): Pick<PlannedUnit, "yanked"> {
  const shown = observed?.destinations[0]?.tags.get(unit.streamTag);
  const yank = yanks && yankOf(shown, yanks.yanks);
  return yank ? { yanked: yankWords(yank) } : {};
}

/** Why a build is made, and the bases that it gets. */
function asRebuild({ decision, why, facts: { bases } }: Decided): Pick<PlannedUnit, "why" | "seenBases"> {
  if (decision !== "build") return {};
  const seenBases = [...(bases?.seen ?? [])];
  return { ...(why === undefined ? {} : { why }), ...(seenBases.length === 0 ? {} : { seenBases }) };
}

/** Published tags go to all registries. Candidate tags go only to the one that holds candidates. */
export function referencesOf(
  unit: Pick<Unit, "destinations" | "candidates">,
  tags: readonly string[],
  intent: Plan["intent"],
): string[] {
  const candidates = candidatesRepository(unit);
  const published = unit.destinations.map(({ repository }) => repository);
  const repositories = !capabilities[intent].candidates ? published : candidates === undefined ? [] : [candidates];
  return repositories.flatMap((repository) => tags.map((tag) => `${repository}:${tag}`));
}

/**
 * The hash that goes on the image. It counts the bases as this commit defines them: an image that
 * is built on another base has no hash.
 */
function inputsOf({ facts, decision }: Decided, bases: readonly Decided[], intent: Intent): InputsHash {
  if (decision !== "build" || "none" in facts.inputs) return facts.inputs;
  for (const base of bases) {
    const none = otherThanCommitted(base, intent);
    if (none !== undefined) return { none };
  }
  return facts.inputs;
}

/** Why a build on this base is not what the commit defines; undefined if it is. */
function otherThanCommitted(base: Decided, intent: Intent): string | undefined {
  const hold = plannedHold(base.unit, base.facts.hold, base.facts.observed);
  if (hold?.digest !== undefined && digestToBuildOn({ ...base, hold }, intent) === hold.digest) {
    // A publication already hashes the held base. A proposed change is compared without the hold.
    return capabilities[intent].publish ? undefined : `it builds on the held ${base.unit.name}`;
  }
  const isNew = base.decision === "build" || usesCandidate(base);
  // The hash of a unit on a rolled-back base already counts the rolled-back image.
  if (base.facts.rolledBackInputs !== undefined && isNew) return `this plan rebuilds its rolled-back base ${base.unit.name}`;
  if (base.facts.rolledBackInputs !== undefined || isNew) return undefined;
  const published = base.facts.observed?.current?.annotations?.inputs;
  const same = base.facts.observed === undefined || ("hash" in base.facts.inputs && base.facts.inputs.hash === published);
  return same ? undefined : `it builds on the published ${base.unit.name}, which has other inputs`;
}
