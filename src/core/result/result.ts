import type { UnitRecord } from "../build/record.ts";
import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import type { Code, Problem } from "../lib/problem.ts";
import { needsJob, type PlannedUnit, plannedDigest, usesCandidate } from "../plan/plan.ts";
import { type Effect, referencesWritten } from "../publish/effect.ts";
import type { PublicationId } from "../publish/observation.ts";
import type { Conclusion } from "./conclusion.ts";

/**
 * What became of a unit in a run.
 * - published: what passed its tests is under a new timestamp, and the stream shows it; or it has its version's tags
 * - held: it is under a new timestamp, and a hold keeps the stream at what it shows
 * - overtaken: it is under a new timestamp, and the stream shows a newer one, of another run
 * - repaired: nothing new; tags that were missing or wrong were put right
 * - unchanged: nothing new, and nothing to put right
 * - passed: built and tested, tested again, or tested before, where nothing is to be published (candidate, check, a version's base)
 * - failed: its build or a test failed, or its job left no record
 * - skipped: not built, or not published, because its base failed
 * - not-published: it passed, but a required registry did not take it
 * - blocked: the plan could do nothing with it
 */
export type Outcome =
  | "published"
  | "held"
  | "overtaken"
  | "repaired"
  | "unchanged"
  | "passed"
  | "failed"
  | "skipped"
  | "unchecked"
  | "not-published"
  | "blocked";

/** One unit's part of what a run came to: summary, result table, outputs and exit status are made from these alone. */
export interface UnitResult extends Conclusion {
  unit: PlannedUnit;
  outcome: Outcome;
  /** Its build's and its tests' record; absent when nothing was built, or the job left none. */
  record?: UnitRecord;
  /** The newest publication's timestamp and sequence: unless the unit is held, `now` is what is under it. */
  stamp?: PublicationId;
  /** What keeps the stream from moving, and what it would show otherwise. */
  hold?: UnitHold & { instead?: Digest };
  /** What the stream showed before, where this run moved it. */
  was?: Digest;
  /** What went wrong, for people: absent unless failed, skipped, not-published or blocked. */
  problem?: string;
  /** What went wrong and is no failure of the image: an optional registry that is down. */
  warnings: string[];
}

/** What is known of one unit once a run has done with it. */
export interface Ending {
  unit: PlannedUnit;
  record?: UnitRecord;
  /** What is missing for evidence, from `evidence()`; absent when nothing is. */
  missingEvidence?: readonly string[];
  /** How its registries ended; absent when nothing was to be published. */
  converged?: {
    effects: readonly Effect[];
    /** Without a stamp where no timestamp tag is written: of a version. */
    current?: { stamp?: PublicationId; digest: Digest };
    hold?: UnitHold;
    shown?: Digest;
    problem?: string;
    code?: Code;
    warnings?: readonly string[];
  };
  /** What became of its candidate tags; absent when it got none. */
  tagged?: { tags: readonly string[]; stale?: string; left?: Problem; problem?: string; code?: Code };
}

/** The result of one unit: everything that is to be told of it, derived from what happened. */
export function resultOf(intent: Intent, ending: Ending): UnitResult {
  const { unit, record, converged, tagged } = ending;
  const outcome = outcomeOf(intent, ending);
  const now = outcome === "passed" ? (record?.digest ?? plannedDigest(unit)) : shownBy(ending);
  const stamp = converged?.current?.stamp;
  const written = (converged?.effects ?? []).filter((effect) => effect.kind === "tag");
  const moved = written.find(({ repository, tag }) => repository === unit.destinations[0]?.repository && tag === unit.streamTag);
  const problem = problemOf(outcome, ending);
  const code = codeOf(outcome, ending);
  return {
    unit,
    outcome,
    failed: isFailure(outcome),
    ...(record ? { record } : {}),
    ...(now === undefined ? {} : { now }),
    ...(stamp ? { stamp } : {}),
    ...heldBy(ending),
    ...(moved?.was === undefined ? {} : { was: moved.was }),
    tags: [...(tagged?.tags ?? []), ...referencesWritten(unit, converged?.effects ?? [])],
    ...(problem === undefined ? {} : { problem }),
    ...(code === undefined ? {} : { code }),
    warnings: [...(converged?.warnings ?? []), ...candidateWarnings(tagged)],
    ...(tagged?.left?.severity === "error" ? { again: true } : {}),
  };
}

function candidateWarnings(tagged: Ending["tagged"]): string[] {
  if (tagged?.left) return [tagged.left.message];
  if (tagged?.stale === undefined) return [];
  return [`${tagged.tags.length === 0 ? "it has no candidate tags" : "its tag was removed again"}: ${tagged.stale}`];
}

/** What the stream shows, as it was seen last: held, it may show nothing at all, whatever is published. Of what was left alone the plan says it. */
function shownBy({ unit, converged }: Ending): Digest | undefined {
  if (!converged) return unit.hold?.digest ?? unit.current;
  return converged.shown ?? (converged.hold ? converged.hold.digest : (converged.current?.digest ?? unit.current));
}

function heldBy(ending: Ending): Pick<UnitResult, "hold"> {
  const { unit, converged } = ending;
  const hold = converged ? converged.hold : unit.hold;
  if (!hold) return {};
  const newest = converged?.current?.digest ?? unit.current;
  return { hold: { ...hold, ...(newest === undefined || newest === shownBy(ending) ? {} : { instead: newest }) } };
}

function outcomeOf(intent: Intent, ending: Ending): Outcome {
  const shortfall = shortfallOf(intent, ending);
  if (shortfall !== undefined) return shortfall;
  const { unit, converged } = ending;
  if (capabilities[intent].versions) return versionOutcome(unit, converged);
  if (!capabilities[intent].publish) return needsJob(unit) || unit.decision === "reuse" ? "passed" : "unchanged";
  return streamOutcome(ending);
}

/** How a unit fell short of its decision; undefined when it did not. */
function shortfallOf(intent: Intent, { unit, record, missingEvidence, converged, tagged }: Ending): Outcome | undefined {
  if (unit.decision === "blocked") return "blocked";
  if (record?.outcome === "skipped") return "skipped";
  // Where secrets are given, nothing is excused for want of one, whatever a record says.
  if (record?.outcome === "unchecked" && !capabilities[intent].secrets) return "unchecked";
  if (missingEvidence !== undefined && missingEvidence.length > 0) return needsJob(unit) ? "failed" : "skipped";
  if (converged?.problem !== undefined || tagged?.problem !== undefined) return "not-published";
  return undefined;
}

function streamOutcome({ unit, record, converged }: Ending): Outcome {
  const tested = unit.decision === "build" ? record?.digest : usesCandidate(unit) ? unit.candidate?.digest : undefined;
  if (tested === undefined) return withoutNews(converged);
  if (converged?.current?.digest !== tested) return "overtaken";
  return converged.hold && converged.shown !== tested ? "held" : "published";
}

/** What is built for what is built on it, and is of no version itself, is tested and gets no tag. */
function versionOutcome(unit: PlannedUnit, converged: Ending["converged"]): Outcome {
  if (!converged) return needsJob(unit) ? "passed" : "unchanged";
  return unit.decision === "repair" ? withoutNews(converged) : "published";
}

function withoutNews(converged: Ending["converged"]): "repaired" | "unchanged" {
  return converged !== undefined && converged.effects.length > 0 ? "repaired" : "unchanged";
}

function problemOf(outcome: Outcome, { unit, record, missingEvidence, converged, tagged }: Ending): string | undefined {
  switch (outcome) {
    case "skipped":
      return record?.problem ?? `not published: ${(missingEvidence ?? ["its base failed"]).join(", ")}`;
    case "unchecked":
      return record?.problem;
    case "failed":
      if (!record) return "its job left no record: it was cancelled, or failed before it began to build";
      if (record.problem !== undefined) return record.problem;
      return `there is no evidence that it passed: missing is ${(missingEvidence ?? []).join(", ")}`;
    case "blocked":
      return unit.reason;
    case "not-published":
      return converged?.problem ?? tagged?.problem;
    default:
      return undefined;
  }
}

/** The code of what `problemOf` says. */
function codeOf(outcome: Outcome, { unit, record, converged, tagged }: Ending): Code | undefined {
  if (outcome === "blocked") return unit.blocked;
  if (outcome === "not-published") return converged?.problem === undefined ? tagged?.code : converged.code;
  return outcome === "failed" || outcome === "unchecked" ? record?.code : undefined;
}

/** Whether the unit is not what it should be at the end of the run. */
function isFailure(outcome: Outcome): boolean {
  return outcome === "failed" || outcome === "skipped" || outcome === "not-published" || outcome === "blocked";
}
