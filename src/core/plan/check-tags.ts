import { isTag } from "../tags/grammar.ts";
import type { PublicationFacts, Purpose } from "../tags/kind.ts";
import { isTagOf, publicationTags } from "../tags/publication-tags.ts";
import { versionTagFault } from "../versions/version-check.ts";
import { referencesOf } from "./assemble.ts";
import type { Plan, PlannedUnit } from "./plan.ts";
import { candidateFacts, isNew, purposeOf } from "./tags-written.ts";

/** What adds a fault of a unit: where, and what. */
type Add = (path: string, what: string) => void;

/** What the plan says of itself, as far as tags and references need it. */
type Planned = Pick<Plan, "intent" | "timestamp" | "revision" | "pullRequest" | "gitTag">;

/** Whether a unit's tags and references are those that its plan would give it. */
export function checkTags(plan: Planned, unit: PlannedUnit, add: Add): void {
  const { intent } = plan;
  const { tags, references, decision, candidate } = unit;
  if (!writesTags(intent, unit) && tags.length > 0)
    add("tags", `no tag is written for the decision ${quote(decision)} of a ${intent}`);
  const purpose = purposeOf(intent) ?? "publish";
  for (const [index, text] of tags.entries()) {
    const fault = tagFault(text, unit, plan, purpose);
    if (fault !== undefined) add(`tags[${index}]`, fault);
  }
  if (candidate && !candidate.conditions.every(({ holds }) => holds) && (decision === "promote" || decision === "reuse"))
    add("candidate.conditions", "they do not all hold");
  const expected = referencesOf(unit, tags, intent);
  const wrong = expected.findIndex((reference, index) => references[index] !== reference);
  if (wrong >= 0) add(`references[${wrong}]`, `it is not ${quote(expected[wrong] ?? "")}`);
  else if (references.length > expected.length)
    add(`references[${expected.length}]`, "no destination and tag of the unit give it");
}

/** Whether a plan of this intent writes tags of a unit with this decision. */
function writesTags(intent: Plan["intent"], unit: PlannedUnit): boolean {
  switch (purposeOf(intent)) {
    case "publish":
      return isNew(unit) || unit.decision === "repair";
    case "candidates":
      return isNew(unit);
    case "versions":
      return unit.decision !== "leave" && unit.decision !== "blocked";
    default:
      return false;
  }
}

/** Why a text is no tag that the plan gives a unit; undefined where it is one. */
function tagFault(text: string, unit: PlannedUnit, plan: Planned, purpose: Purpose): string | undefined {
  switch (purpose) {
    case "publish":
      return publicationTagFault(text, unit, plan);
    case "candidates": {
      const facts = candidateFacts(unit, plan.pullRequest);
      const isOwn = publicationTags(unit, facts).some(({ tag }) => tag === text);
      return isOwn ? undefined : `${quote(text)} is none of the unit's candidate tags`;
    }
    case "versions":
      return versionTagFault(text, unit, plan.gitTag);
  }
}

/** A publication takes its sequence, and a candidate's commit, from the tag: the plan does not say them. */
function publicationTagFault(text: string, unit: PlannedUnit, { timestamp, revision }: Planned): string | undefined {
  if (!isTag(text)) return `${quote(text)} is not a tag that a registry takes`;
  const known: PublicationFacts = {
    purpose: "publish",
    rollback: false,
    ...(unit.decision === "build" ? { commit: revision } : {}),
  };
  if (isTagOf(unit, { ...known, timestamp }, text)) return undefined;
  return isTagOf(unit, known, text)
    ? `${quote(text)} is of another timestamp than the plan's`
    : `${quote(text)} is none of the unit's tags`;
}

/** A value in a message: on one line, and not endless. */
function quote(value: string): string {
  return JSON.stringify(value.length > 140 ? `${value.slice(0, 140)}…` : value);
}
