import { type Decided, decideAll, type UnitFacts } from "./decide.ts";
import { jobsOf } from "./jobs.ts";
import { stampTags } from "./observation.ts";
import type { Decision, Intent, Plan, PlannedUnit, Run } from "./plan.ts";
import { Failure, type Problem } from "./problem.ts";
import type { Timestamp } from "./timestamp.ts";
import { familiesOf, type Unit } from "./unit.ts";

/** Everything that a plan is made from. */
export interface Gathered {
  intent: Intent;
  event: string;
  repository: string;
  source?: string;
  commit: string;
  revision: string;
  branch: string;
  pullRequest?: number;
  /** What the clock said, once. */
  now: Timestamp;
  run: Run;
  /** Bases before what is built on them. */
  units: readonly { unit: Unit; facts: UnitFacts; selected: boolean }[];
  notes: readonly string[];
}

/**
 * The plan: what to do with every unit, and why.
 * @throws Failure `plan-base-unpublished`, for every unit whose base is neither selected nor published
 */
export function assemblePlan(gathered: Gathered): Plan {
  const { units, now, notes, ...rest } = gathered;
  const { intent, event, run } = gathered;
  const decided = decideAll(units, { intent, event, runId: run.id });
  const problems = unpublishedBases(decided);
  if (problems.length > 0) throw new Failure(problems);
  const timestamp = takenOver(gathered) ?? now;
  const planned = decided.map((entry) => plannedUnit(entry, intent, timestamp));
  return { version: 1, ...rest, timestamp, units: planned, jobs: jobsOf(planned), notes: [...notes] };
}

/** One run has one timestamp, in all its attempts: a rebuild that has published something goes on under that. */
function takenOver({ intent, run, units }: Gathered): Timestamp | undefined {
  if (intent !== "rebuild" || run.id === "local") return undefined;
  return units
    .flatMap(({ facts: { observed } }) => {
      const current = observed?.current;
      return current?.annotations.run === run.id ? [current.annotations.built ?? current.stamp.timestamp] : [];
    })
    .sort()
    .at(-1);
}

function plannedUnit({ unit, facts, decision, reason }: Decided, intent: Intent, timestamp: Timestamp): PlannedUnit {
  const tags = tagsWritten(unit, decision, intent, timestamp);
  return {
    ...unit,
    decision,
    reason,
    inputs: facts.inputs,
    testsHash: facts.tests,
    ...(facts.observed?.current ? { current: facts.observed.current.digest } : {}),
    tags,
    references: unit.destinations.flatMap(({ repository }) => tags.map((tag) => `${repository}:${tag}`)),
  };
}

/** The tags that publishing would write: none for a proposed change, those of the one rule for a repair. */
function tagsWritten(unit: Unit, decision: Decision, intent: Intent, timestamp: Timestamp): string[] {
  if (intent !== "rebuild" && intent !== "publish") return [];
  if (decision === "build") return [...stampTags(unit, { timestamp, sequence: 0 }), ...familiesOf(unit)];
  return decision === "repair" ? familiesOf(unit) : [];
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
