import { firstRepository } from "../build/bake.ts";
import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import { publicationTimestamp } from "../publish/publication-id.ts";
import type { Unit } from "../unit/unit.ts";
import { refuseIfNoneCanGoOn } from "./blocked.ts";
import type { DecidedAlone } from "./facts.ts";
import { jobsOf } from "./jobs.ts";
import { digestToBuildOn, type Plan, type PlannedUnit, usesCandidate } from "./plan.ts";
import { plannedHold } from "./planned-hold.ts";
import { type Decided, settle } from "./settle.ts";
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
    | "run"
    | "promotion"
  > {
  /** What the clock said, once. */
  now: Timestamp;
  /** Bases before what is built on them. */
  units: readonly DecidedAlone[];
  notes: readonly string[];
}

/**
 * The plan: what to do with every unit, and why.
 * @throws Failure where every selected unit is blocked: with the code of each cause
 */
export function assemblePlan(gathered: Gathered): Plan {
  const { units, now, notes, ...rest } = gathered;
  const decided = settle(units, gathered);
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
  if (!capabilities[intent].publish || run.id === "local") return undefined;
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
    ...(facts.rolledBackInputs === undefined || decision === "build" ? {} : { putBack: facts.rolledBackInputs }),
    ...(hold ? { hold } : {}),
    ...(candidate ? { candidate } : {}),
    ...(facts.withheld && facts.withheld.length > 0 ? { withheld: facts.withheld } : {}),
    tags,
    references: referencesOf(unit, tags, gathered.intent),
  };
}

/** Every published tag goes to all registries, candidate tags to the one that holds the builds. */
export function referencesOf(unit: Pick<Unit, "destinations">, tags: readonly string[], intent: Plan["intent"]): string[] {
  const repositories = capabilities[intent].candidates
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
    return capabilities[intent].publish ? facts.inputs : { none: `it is built on ${unit.base} as it is held` };
  }
  const isNew = base.decision === "build" || usesCandidate(base);
  // Where the base was put back, the hash was made of what it was put back to.
  if (base.facts.rolledBackInputs !== undefined && isNew) return { none: `${unit.base}, which was put back, is built anew` };
  if (base.facts.rolledBackInputs !== undefined || isNew) return facts.inputs;
  const published = base.facts.observed?.current?.annotations?.inputs;
  const same = base.facts.observed === undefined || ("hash" in base.facts.inputs && base.facts.inputs.hash === published);
  return same ? facts.inputs : { none: `it is built on ${unit.base} as published, which is made of other inputs` };
}
