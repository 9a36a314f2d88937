import { capabilities } from "../events/capabilities.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import { aliasesShown } from "../publish/aliases-shown.ts";
import { nextSequence } from "../publish/publication-id.ts";
import { type GivenAlias, givenBy } from "../tags/given-alias.ts";
import type { PublicationFacts, Purpose } from "../tags/kind.ts";
import { type PublicationTag, publicationTags } from "../tags/publication-tags.ts";
import type { Unit } from "../unit/unit.ts";
import { plannedVersionTags } from "../versions/version-decide.ts";
import { plannedAliasFacts } from "./alias-clashes.ts";
import type { Decided } from "./decide/settle.ts";
import { type Decision, type Plan, usesCandidate } from "./plan.ts";

/** The purpose of the tags that an intent writes; undefined if it writes none. */
export function purposeOf(intent: Plan["intent"]): Purpose | undefined {
  const purposes: readonly Purpose[] = ["publish", "candidates", "versions"];
  return purposes.find((purpose) => capabilities[intent][purpose]);
}

/** The texts that a publication will give; a label that only the build knows stands for itself. */
export function plannedAliases(unit: Unit, plan: Pick<Plan, "commit" | "timestamp">): readonly GivenAlias[] {
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
  const { unit, decision, facts } = entry;
  switch (purposeOf(plan.intent)) {
    case "publish":
      return publishedTags(entry, plan, timestamp).map(({ tag }) => tag);
    case "candidates":
      return isNew(entry) ? publicationTags(unit, candidateFacts({ inputs }, plan.pullRequest)).map(({ tag }) => tag) : [];
    case "versions":
      return facts.version && decision !== "leave" && decision !== "blocked" ? plannedVersionTags(unit, facts.version) : [];
    default:
      return [];
  }
}

/** A hold keeps the stream in place. A repair writes only the stream tags. */
function publishedTags(
  entry: Decided,
  { revision, commit: own }: Pick<Plan, "revision" | "commit">,
  timestamp: Timestamp,
): PublicationTag[] {
  const { unit, decision, facts } = entry;
  const purpose = "publish";
  if (isNew(entry)) {
    const commit = decision === "build" ? revision : commitOfCandidate(entry);
    const tags = publicationTags(unit, {
      purpose,
      timestamp,
      sequence: nextSequence(timestamp, facts.observed),
      ...(commit === undefined ? {} : { commit }),
      aliases: plannedAliases(unit, { commit: own, timestamp }),
    });
    return facts.hold === undefined ? tags : tags.filter(({ kind }) => kind.shows === "publication");
  }
  if (decision !== "repair") return [];
  const { observed, hold } = facts;
  const aliases = observed ? aliasesShown(observed, undefined, typeof hold === "object" ? hold : undefined) : [];
  return publicationTags(unit, { purpose, aliases }).filter(({ kind }) => kind.shows === "stream");
}

/** The commit that the candidate image records. */
function commitOfCandidate({ facts, candidate }: Decided): string | undefined {
  const used = [facts.candidate, facts.earlier].find((one) => one !== "none" && one?.digest === candidate?.digest);
  return used === undefined || used === "none" ? undefined : used.annotations.revision;
}
