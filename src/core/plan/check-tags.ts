import { capabilities } from "../events/capabilities.ts";
import { quote } from "../lib/text/quote.ts";
import { timestampsFor } from "../publish/publication-id.ts";
import { isTag } from "../tags/grammar.ts";
import type { PublicationFacts, Purpose } from "../tags/kind.ts";
import { isTagOf, publicationTags } from "../tags/publication-tags.ts";
import { parseVersionMark } from "../tags/version-mark.ts";
import { versionTagFault } from "../versions/version-check.ts";
import { referencesOf } from "./assemble.ts";
import type { Plan, PlannedUnit } from "./plan.ts";
import { revisionOf } from "./revision.ts";
import { candidateFacts, isNew, plannedAliases, purposesOf } from "./tags-written.ts";

/** Adds a fault of a unit: its place and its text. */
type Add = (path: string, what: string) => void;

/** The parts of a plan that decide its tags and references. */
type Planned = Pick<Plan, "intent" | "timestamp" | "revision" | "commit" | "pullRequest" | "gitTag">;

/** Checks that a unit has exactly the tags and references that its plan would give it. */
export function checkTags(plan: Planned, unit: PlannedUnit, add: Add): void {
  const { intent } = plan;
  const { tags, references, decision, candidate } = unit;
  if (!writesTags(intent, unit) && tags.length > 0) add("tags", `a ${intent} writes no tags for the decision ${quote(decision)}`);
  const purposes = purposesOf(intent, unit);
  for (const [index, text] of tags.entries()) {
    const faults = purposes.map((purpose) => tagFault(text, unit, plan, purpose));
    const [fault] = faults.includes(undefined) ? [] : faults;
    if (fault !== undefined) add(`tags[${index}]`, fault);
  }
  const purposesFault = faultOfPurposes(plan, unit);
  if (purposesFault !== undefined) add("purposes", purposesFault);
  if (candidate && !candidate.conditions.every(({ holds }) => holds) && (decision === "promote" || decision === "reuse"))
    add("candidate.conditions", "not all conditions hold");
  const expected = referencesOf(unit, tags, intent);
  const wrong = expected.findIndex((reference, index) => references[index] !== reference);
  if (wrong >= 0) add(`references[${wrong}]`, `it must be ${quote(expected[wrong] ?? "")}`);
  else if (references.length > expected.length)
    add(`references[${expected.length}]`, "it matches no destination and tag of the unit");
}

/**
 * Why a unit may not get tags for its purposes: the run of a git tag publishes only the streams that
 * come from it.
 */
function faultOfPurposes({ intent, gitTag }: Planned, { purposes, source, decision }: PlannedUnit): string | undefined {
  if (purposes === undefined) return undefined;
  const { publish, versions } = capabilities[intent];
  if (!publish || !versions) return `a ${intent} has the same purpose for all units`;
  if (decision === "leave" || decision === "blocked") return `a unit with the decision ${quote(decision)} gets no tags`;
  if (!purposes.includes("publish") || source?.ref === `refs/tags/${gitTag}`) return undefined;
  return `its stream does not come from the git tag ${quote(gitTag ?? "")}`;
}

/** Whether a plan with this intent writes tags for a unit with this decision. */
function writesTags(intent: Plan["intent"], unit: PlannedUnit): boolean {
  const { decision } = unit;
  const when: Record<Purpose, boolean> = {
    publish: isNew(unit) || decision === "repair",
    candidates: isNew(unit) && unit.candidates !== false,
    versions: decision !== "leave" && decision !== "blocked",
  };
  return purposesOf(intent, unit).some((purpose) => when[purpose]);
}

/** Why the plan does not give a unit this tag; undefined if it does. */
function tagFault(text: string, unit: PlannedUnit, plan: Planned, purpose: Purpose): string | undefined {
  switch (purpose) {
    case "publish":
      return publicationTagFault(text, unit, plan);
    case "candidates": {
      const facts = candidateFacts(unit, plan.pullRequest);
      const isOwn = publicationTags(unit, facts).some(({ tag }) => tag === text);
      return isOwn ? undefined : `${quote(text)} is not a candidate tag of the unit`;
    }
    case "versions":
      return versionTagFault(text, unit, plan.gitTag);
  }
}

/**
 * Takes the sequence of a publication, and the commit of a candidate, from the tag: the plan does
 * not contain them.
 */
function publicationTagFault(text: string, unit: PlannedUnit, plan: Planned): string | undefined {
  const { timestamp } = plan;
  const isPlanned = isNew(unit) && unit.evaluatedAliases !== undefined;
  const aliases = isPlanned ? plannedAliases(unit, plan) : undefined;
  if (!isTag(withoutLabels(text))) return `${quote(text)} is not a valid tag`;
  const known: PublicationFacts = {
    purpose: "publish",
    rollback: false,
    ...(unit.decision === "build" ? { commit: revisionOf(plan, unit) } : {}),
    ...(aliases ? { aliases } : {}),
  };
  const mark = parseVersionMark(text, unit);
  const version = unit.follows ? unit.follow?.takes?.version : unit.source?.version;
  if (mark && (unit.decision === "build" || mark.version !== version))
    return `${quote(text)} does not have the version of the unit's source`;
  if (timestampsFor(unit, timestamp).some((own) => isTagOf(unit, { ...known, timestamp: own }, text))) return undefined;
  return isTagOf(unit, known, text)
    ? `${quote(text)} does not have the plan's timestamp`
    : `${quote(text)} is not a tag of the unit`;
}

/** A planned tag with a text for each label, which only the build knows. */
function withoutLabels(text: string): string {
  return text.replace(/\{label:[A-Za-z0-9._/-]+\}/g, "label");
}
