import { capabilities } from "../events/capabilities.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import { aliasesShown } from "../publish/aliases-shown.ts";
import { nextSequence, timestampFor } from "../publish/publication-id.ts";
import { type GivenAlias, givenBy } from "../tags/given-alias.ts";
import type { PublicationFacts, Purpose } from "../tags/kind.ts";
import { type PublicationTag, publicationTags } from "../tags/publication-tags.ts";
import type { Unit } from "../unit/unit.ts";
import { plannedVersionTags } from "../versions/version-decide.ts";
import { plannedAliasFacts } from "./alias-clashes.ts";
import type { Decided } from "./decide/settle.ts";
import { takenImage } from "./decide/taken-image.ts";
import { type Decision, type Plan, type PlannedUnit, usesCandidate } from "./plan.ts";
import { revisionOf } from "./revision.ts";

/** The purpose of the tags that an intent writes; undefined if it writes none. */
function purposeOf(intent: Plan["intent"]): Purpose | undefined {
  const purposes: readonly Purpose[] = ["publish", "candidates", "versions"];
  return purposes.find((purpose) => capabilities[intent][purpose]);
}

/** The purposes of a unit's tags. In the run of a git tag, units differ. */
export function purposesOf(intent: Plan["intent"], { purposes }: { purposes?: readonly Purpose[] }): readonly Purpose[] {
  if (capabilities[intent].publish && capabilities[intent].versions) return purposes ?? [];
  const purpose = purposeOf(intent);
  return purpose === undefined ? [] : [purpose];
}

/** The texts that a publication will give; a label that only the build knows stands for itself. */
export function plannedAliases(
  unit: Unit & Pick<PlannedUnit, "follow">,
  plan: Pick<Plan, "commit" | "timestamp">,
): readonly GivenAlias[] {
  return unit.evaluatedAliases ? givenBy(unit, plannedAliasFacts(unit, plan), plan.timestamp) : [];
}

/** Whether a unit gets a new image, from its build or its candidate. */
export function isNew(unit: { decision: Decision; candidate?: object | undefined }): boolean {
  return unit.decision === "build" || usesCandidate(unit);
}

/** The facts behind the tags of a candidate. */
export function candidateFacts({ inputs }: { inputs: InputsHash }, pullRequest: number | undefined): PublicationFacts {
  return {
    purpose: "candidates",
    ...("hash" in inputs ? { inputs: inputs.hash } : {}),
    ...(pullRequest === undefined ? {} : { pullRequest }),
  };
}

/**
 * The tags that the run would write: candidate tags for a proposed change, the stream tags for a
 * repair.
 */
export function tagsWritten(
  entry: Decided,
  inputs: InputsHash,
  plan: Pick<Plan, "intent" | "pullRequest" | "revision" | "commit">,
  timestamp: Timestamp,
): string[] {
  return purposesOf(plan.intent, entry).flatMap((purpose) => tagsFor(purpose, entry, inputs, plan, timestamp));
}

function tagsFor(
  purpose: Purpose,
  entry: Decided,
  inputs: InputsHash,
  plan: Pick<Plan, "intent" | "pullRequest" | "revision" | "commit">,
  timestamp: Timestamp,
): string[] {
  const { unit, decision, facts } = entry;
  switch (purpose) {
    case "publish":
      return publishedTags(entry, plan, timestamp).map(({ tag }) => tag);
    case "candidates":
      return isNew(entry) && unit.candidates !== false
        ? publicationTags(unit, candidateFacts({ inputs }, plan.pullRequest)).map(({ tag }) => tag)
        : [];
    case "versions":
      return facts.version && decision !== "leave" && decision !== "blocked" ? plannedVersionTags(unit, facts.version) : [];
  }
}

/** A hold keeps the stream in place. A repair writes only the stream tags. */
function publishedTags(
  entry: Decided,
  plan: Pick<Plan, "intent" | "revision" | "commit">,
  timestamp: Timestamp,
): PublicationTag[] {
  const { unit, decision, facts } = entry;
  const purpose = "publish";
  if (isNew(entry)) {
    const commit = decision === "build" ? revisionOf(plan, unit) : takenImage(entry)?.revision;
    const own = timestampFor(unit, timestamp, facts.observed);
    const tags = publicationTags(unit, {
      purpose,
      timestamp: own,
      sequence: nextSequence(own, facts.observed),
      ...(commit === undefined ? {} : { commit }),
      ...versionToMark(entry),
      aliases: plannedAliases(followed(entry), { commit: plan.commit, timestamp: own }),
    });
    return facts.hold === undefined ? tags : tags.filter(({ kind }) => kind.shows === "publication");
  }
  if (decision !== "repair") return [];
  const { observed, hold } = facts;
  const aliases = observed ? aliasesShown(observed, undefined, typeof hold === "object" ? hold : undefined) : [];
  return publicationTags(unit, { purpose, aliases }).filter(({ kind }) => kind.shows === "stream");
}

/** A unit with what it takes from the unit that it follows. */
function followed({ unit, facts: { follow } }: Decided): Unit & Pick<PlannedUnit, "follow"> {
  return follow ? { ...unit, follow: follow.planned } : unit;
}

/** The version of what is published, if its image, taken as it is, records another one, or none. */
function versionToMark(entry: Decided): { sourceVersion?: string } {
  const version = entry.facts.follow ? entry.facts.follow.planned.takes?.version : entry.unit.source?.version;
  const used = entry.decision === "build" ? undefined : takenImage(entry);
  return version === undefined || !used || used.version === version ? {} : { sourceVersion: version };
}
