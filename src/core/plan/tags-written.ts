import { capabilities } from "../events/capabilities.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import { timestampTags } from "../publish/observation.ts";
import { nextSequence } from "../publish/publication-id.ts";
import { candidateTags } from "../tags/candidate.ts";
import { movingTagsOf } from "../unit/unit.ts";
import { plannedVersionTags } from "../versions/version-decide.ts";
import type { Decided } from "./decide.ts";
import { type InputsHash, type Plan, usesCandidate } from "./plan.ts";

/** The tags that publishing would write: candidate tags for a proposed change, those of the one rule for a repair. */
export function tagsWritten(
  { unit, decision, facts, candidate }: Decided,
  inputs: InputsHash,
  { intent, pullRequest }: Pick<Plan, "intent" | "pullRequest">,
  timestamp: Timestamp,
): string[] {
  const isNew = decision === "build" || usesCandidate({ decision, candidate });
  if (capabilities[intent].candidates) return isNew ? candidateTags(unit, inputs, pullRequest) : [];
  if (capabilities[intent].versions)
    return facts.version && decision !== "leave" && decision !== "blocked" ? plannedVersionTags(unit, facts.version) : [];
  if (!capabilities[intent].publish) return [];
  if (isNew) {
    const stamp = { timestamp, sequence: nextSequence(timestamp, facts.observed) };
    return [...timestampTags(unit, stamp), ...(facts.hold === undefined ? movingTagsOf(unit) : [])];
  }
  return decision === "repair" ? movingTagsOf(unit) : [];
}
