import type { UnitRecord } from "../build/record.ts";
import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import type { Code, Problem } from "../lib/problems/problem.ts";
import { needsJob, type PlannedUnit, plannedDigest, usesCandidate } from "../plan/plan.ts";
import { type Effect, referencesWritten } from "../publish/effect.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Conclusion } from "./conclusion.ts";
import type { Outcome } from "./outcome.ts";
import { completedTags, type How, publishedImages } from "./published-image.ts";
import { shownPin } from "./shown-pin.ts";

/**
 * The result of one unit. Summary, result table, outputs and exit status come from these results
 * alone.
 */
export interface UnitResult extends Conclusion {
  unit: PlannedUnit;
  outcome: Outcome;
  /** The record of its build and tests; absent if nothing was built, or the job left none. */
  record?: UnitRecord;
  /**
   * The timestamp and sequence of the newest publication. Unless the unit is held, `now` is its
   * digest.
   */
  stamp?: PublicationId;
  /** The hold on the stream, and the digest that the stream would show without it. */
  hold?: UnitHold & { instead?: Digest };
  /** The earlier digest of the stream, if this run moved it. */
  was?: Digest;
  /** Those of its tags that show the image of an earlier publication, which an earlier run left incomplete. */
  completed?: readonly string[];
  /** The error, for people: absent unless failed, skipped, unchecked, not-published or blocked. */
  problem?: string;
  /** Why a following unit did not publish what the plan said; present if and only if it is withheld. */
  withheld?: string;
  /** Why the image of a proposed change is nowhere to be pulled, although it passed. */
  kept?: string;
  /** Errors that are not failures of the image, for example an optional registry that is down. */
  warnings: string[];
}

/** The facts about one unit at the end of a run. */
export interface Ending {
  unit: PlannedUnit;
  record?: UnitRecord;
  /** The missing evidence, from `evidence()`; absent if nothing is missing. */
  missingEvidence?: readonly string[];
  /** Why its image stayed on the runner, although it passed. */
  kept?: string;
  /** The final state of its registries; absent if there was nothing to publish. */
  converged?: {
    effects: readonly Effect[];
    /** Without a `stamp` for a version, which has no timestamp tag. */
    current?: { stamp?: PublicationId; digest: Digest };
    hold?: UnitHold;
    shown?: Digest;
    /** Why the goal was not published, although nothing failed. */
    yielded?: string;
    problem?: string;
    code?: Code;
    warnings?: readonly string[];
  };
  /** The result for its candidate tags; absent if it got none. */
  tagged?: { tags: readonly string[]; stale?: string; kept?: string; left?: Problem; problem?: string; code?: Code };
}

/** Derives the result of one unit from the events of the run. */
export function resultOf(intent: Intent, ending: Ending): UnitResult {
  const { unit, record, converged, tagged, kept = tagged?.kept } = ending;
  const outcome = outcomeOf(intent, ending);
  const now = outcome === "passed" ? (record?.digest ?? plannedDigest(unit)) : shownBy(ending);
  const stamp = converged?.current?.stamp;
  const written = (converged?.effects ?? []).filter((effect) => effect.kind === "tag");
  const moved = written.find(({ repository, tag }) => repository === unit.destinations[0]?.repository && tag === unit.streamTag);
  const problem = problemOf(outcome, ending);
  const code = codeOf(outcome, ending);
  const tags = [...(tagged?.tags ?? []), ...referencesWritten(unit, converged?.effects ?? [])];
  return {
    unit,
    outcome,
    failed: isFailure(outcome),
    ...(record ? { record } : {}),
    ...(now === undefined ? {} : { now }),
    ...(stamp ? { stamp } : {}),
    ...heldBy(ending),
    ...(moved?.was === undefined ? {} : { was: moved.was }),
    tags,
    ...shownPin(unit, tags, converged?.current, now),
    ...completedBy(ending, outcome),
    ...publishedBy(ending),
    ...withheldBy(outcome, ending),
    ...(kept === undefined ? {} : { kept }),
    ...(problem === undefined ? {} : { problem }),
    ...(code === undefined ? {} : { code }),
    warnings: [...(converged?.warnings ?? []), ...candidateWarnings(tagged)],
    ...(tagged?.left?.severity === "error" ? { again: true } : {}),
  };
}

/** The tags of an earlier image; absent if the run published none of its own, and so repaired. */
function completedBy({ unit, converged }: Ending, outcome: Outcome): Pick<UnitResult, "completed"> {
  return converged && (outcome === "published" || outcome === "kept")
    ? completedTags(unit, converged.effects, converged.current?.digest)
    : {};
}

/** The images that the run published, by registry; absent without any. */
function publishedBy({ unit, record, converged }: Ending): Pick<UnitResult, "published"> {
  if (!converged) return {};
  const own = testedDigest(unit, record) ?? (unit.decision === "promote" || unit.decision === "test" ? unit.current : undefined);
  const how = howPublished(unit, record);
  const newest = converged.current?.digest;
  const published = publishedImages(unit, converged.effects, newest, (digest) => (digest === own ? how : "repaired"));
  return published.length === 0 ? {} : { published };
}

function withheldBy(outcome: Outcome, { converged }: Ending): Pick<UnitResult, "withheld"> {
  return outcome === "withheld" && converged?.yielded !== undefined ? { withheld: converged.yielded } : {};
}

function howPublished({ decision, follows }: PlannedUnit, record: UnitRecord | undefined): How {
  if (decision === "build") return record?.unchanged ? "kept" : "built";
  if (decision === "follow" || (decision === "test" && follows)) return "followed";
  if (decision === "test") return "retested";
  return decision === "promote" ? "promoted" : "repaired";
}

/** The unit's new digest: its build, or its candidate. */
function testedDigest(unit: PlannedUnit, record: UnitRecord | undefined): Digest | undefined {
  if (unit.decision === "build") return record?.digest;
  return usesCandidate(unit) ? unit.candidate?.digest : undefined;
}

function candidateWarnings(tagged: Ending["tagged"]): string[] {
  if (tagged?.left) return [tagged.left.message];
  if (tagged?.stale === undefined) return [];
  return [`${tagged.tags.length === 0 ? "it has no candidate tags" : "its tag was removed again"}: ${tagged.stale}`];
}

/**
 * The digest that the stream showed last. A held stream may show nothing, even if the unit has
 * publications. For a skipped unit, the plan has the digest.
 */
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
  const { unit } = ending;
  if (capabilities[intent].versions) return releaseOutcome(ending);
  if (!capabilities[intent].publish) return needsJob(unit) || unit.decision === "reuse" ? "passed" : "unchanged";
  return streamOutcome(ending);
}

/** The failure of a unit; undefined if it has none. */
function shortfallOf(intent: Intent, { unit, record, missingEvidence, converged, tagged }: Ending): Outcome | undefined {
  if (unit.decision === "blocked") return "blocked";
  if (record?.outcome === "skipped") return "skipped";
  // In a run with secrets, a missing secret excuses nothing, whatever the record says.
  if (record?.outcome === "unchecked" && !capabilities[intent].secrets) return "unchecked";
  if (missingEvidence !== undefined && missingEvidence.length > 0) return needsJob(unit) ? "failed" : "skipped";
  if (converged?.problem !== undefined || tagged?.problem !== undefined) return "not-published";
  return undefined;
}

function streamOutcome({ unit, record, converged }: Ending): Outcome {
  const tested = testedDigest(unit, record);
  if (tested === undefined) return withoutNews(converged);
  if (converged?.current?.digest !== tested) return unit.follows && converged?.yielded !== undefined ? "withheld" : "overtaken";
  if (converged.hold && converged.shown !== tested) return "held";
  return record?.unchanged ? "kept" : "published";
}

/** A unit of a git tag: a version, a stream that the tag is the newest release of, or both. */
function releaseOutcome(ending: Ending): Outcome {
  const { unit, converged } = ending;
  const { purposes = ["versions"], decision } = unit;
  const isOfStream = purposes.includes("publish");
  const hasNewImage = decision === "build" || usesCandidate(unit);
  if (isOfStream && (hasNewImage || !purposes.includes("versions"))) return streamOutcome(ending);
  return versionOutcome(unit, converged);
}

/**
 * A base that was only built for its children, and is not part of the version, is tested and gets
 * no tag.
 */
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
      if (!record) return "its job left no record: it was cancelled, or failed before the build started";
      if (record.problem !== undefined) return record.problem;
      return `it is not proven to have passed; missing: ${(missingEvidence ?? []).join(", ")}`;
    case "blocked":
      return unit.reason;
    case "not-published":
      return converged?.problem ?? tagged?.problem;
    default:
      return undefined;
  }
}

/** The error code that belongs to `problemOf`. */
function codeOf(outcome: Outcome, { unit, record, converged, tagged }: Ending): Code | undefined {
  if (outcome === "blocked") return unit.blocked;
  if (outcome === "not-published") return converged?.problem === undefined ? tagged?.code : converged.code;
  return outcome === "failed" || outcome === "unchecked" ? record?.code : undefined;
}

/** Whether the outcome is a failure. */
function isFailure(outcome: Outcome): boolean {
  return outcome === "failed" || outcome === "skipped" || outcome === "not-published" || outcome === "blocked";
}
