import * as v from "valibot";
import { capabilities, intents } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import { plannedFollowSchema } from "../follow/planned-follow.ts";
import { policySchema } from "../freshness/policy.ts";
import { rebuildReasons } from "../freshness/tries.ts";
import { unitHoldSchema } from "../holds/hold.ts";
import { type InputsHash, inputsHashSchema } from "../inputs/inputs-hash.ts";
import type { Digest } from "../lib/digest.ts";
import {
  commit,
  day,
  digest,
  hash,
  list,
  name,
  ordinal,
  publicationId,
  repository,
  someOf,
  text,
  timestamp,
} from "../lib/scalars.ts";
import { type SeenBase, seenBaseSchema } from "../oci/seen-base.ts";
import type { AbsentUnit } from "../sources/absent.ts";
import { unitEntries, unitSourceSchema } from "../unit/unit.ts";
import { type Condition, conditionSchema } from "./condition.ts";
import { blockerCodes } from "./decide/blocker.ts";
import { jobSchema } from "./jobs/job.ts";

/**
 * - build: build and test the unit; publish it, or give it candidate tags
 * - test: build nothing; test the digest of the candidate again, then use it as `promote` and
 *   `reuse` do. Without a candidate, test the published digest, which gets tags only for a version
 * - promote: publish the digest of the candidate as it is; for a version without a candidate, the
 *   published digest
 * - reuse: use the digest of an earlier candidate as the candidate of this change
 * - follow: publish the digest that the unit's source published, as it is
 * - repair: build nothing, but write missing tags and correct wrong ones
 * - leave: do nothing
 * - blocked: do nothing, because a registry did not give the facts that the decision needs, or the
 *   unit must not be built. The run fails if the unit is required; the other units go on
 */
const decisions = ["build", "test", "promote", "reuse", "follow", "repair", "leave", "blocked"] as const;
export type Decision = (typeof decisions)[number];

const candidateSchema = v.strictObject({
  digest: digest("The digest under its candidate tag by inputs hash or, of a following unit, under its source's timestamp tag."),
  repository: v.exactOptional(text("The repository that has it, if that is not the first destination.")),
  pullRequest: v.exactOptional(ordinal("The pull request of the build.")),
  conditions: list<Condition>(conditionSchema, "All conditions of promotion or of following, including failed ones."),
});

/** A tested image for the unit: a build of its inputs or, of a following unit, a publication of its source. */
export interface PlannedCandidate extends v.InferOutput<typeof candidateSchema> {}

const { stamp, ...heldEntries } = unitHoldSchema.entries;

const holdSchema = v.strictObject({
  ...heldEntries,
  inputs: v.exactOptional(hash("The inputs hash that the image records.")),
  stamp,
});

/** A hold on a unit. The digest is absent if it was never published. */
export interface PlannedHold extends v.InferOutput<typeof holdSchema> {}

const plannedUnitSchema = v.strictObject({
  ...unitEntries,
  decision: v.pipe(v.picklist(decisions), v.description("What the run does with the unit.")),
  /** Lower case, no full stop: `scheduled rebuild, on software-base:25-el9-release`. */
  reason: text("The reason, for people."),
  why: v.exactOptional(
    v.pipe(v.picklist(rebuildReasons), v.description("Why a run that rebuilds builds it: the reason in one word.")),
  ),
  seenBases: v.exactOptional(
    someOf<SeenBase>(seenBaseSchema, "Bases outside the configuration: the build uses exactly these digests."),
  ),
  blocked: v.exactOptional(v.pipe(v.picklist(blockerCodes), v.description("The error code, if the unit is blocked."))),
  inputs: inputsHashSchema,
  testsHash: hash("The hash of its tests: their definition, scripts and files."),
  /** From the first repository. Absent if it has none, or the registry did not answer. */
  current: v.exactOptional(digest("The digest of its newest timestamp tag, at the time of the plan.")),
  currentStamp: v.exactOptional(
    v.pipe(publicationId, v.description("The timestamp of `current`: people see what changed since.")),
  ),
  keep: v.exactOptional(
    v.pipe(
      v.literal(true),
      v.description("Present if `current` stays, and gets the new timestamp, should the rebuild equal it in every file."),
    ),
  ),
  /** The inputs hash that units built on this one use. */
  putBack: v.exactOptional(hash("The inputs hash of `current`, if a rollback restored it and the plan does not rebuild it.")),
  /** A snapshot: the publish job reads the holds again. */
  hold: v.exactOptional(v.pipe(holdSchema, v.description("The hold on its stream, at the time of the plan."))),
  /** Absent if the plan did not look for one, or found none. */
  candidate: v.exactOptional(v.pipe(candidateSchema, v.description("A tested image for the unit."))),
  follow: v.exactOptional(v.pipe(plannedFollowSchema, v.description("Of a following unit: what it shows, takes and waits for."))),
  yanked: v.exactOptional(text("Why what the stream shows must not be used any more: who yanked it, when and why.")),
  purposes: v.exactOptional(
    someOf(
      v.picklist(["publish", "versions"]),
      "In the run of a git tag, what its tags are for: its stream, its version, or both.",
    ),
  ),
  withheld: v.exactOptional(
    someOf(
      name("A secret's id."),
      "Secrets of the base branch's configuration that the build of an untrusted change does not get.",
    ),
  ),
  /** Timestamp tags come first, then the stream tag, then the aliases. */
  tags: list(
    v.string(),
    "Every tag that the run would write, in order: publication tags, candidate tags of a proposed change, or version tags.",
  ),
  /** `registry/name:tag`. */
  references: list(
    v.string(),
    "The tags as full references: in every destination, or, for candidate tags, only where candidates go.",
  ),
});

/** A unit with the decision of the plan. */
export interface PlannedUnit extends v.InferOutput<typeof plannedUnitSchema> {}

const promotionSchema = v.pipe(
  v.union([
    v.literal("never"),
    v.strictObject({
      maxAge: v.pipe(v.number(), v.minValue(0), v.description("The maximum age of a candidate, in milliseconds.")),
    }),
  ]),
  v.description("Whether a merge publishes the tested candidate."),
);

/** The configuration's `promotion`. */
export type Promotion = v.InferOutput<typeof promotionSchema>;

const runSchema = v.strictObject({
  id: name("GitHub's run id, the same in every attempt; `local` on the command line."),
  attempt: ordinal("The attempt of the run."),
  url: v.exactOptional(text("The web page of the run.")),
});

/** The run that made the plan. */
export interface Run extends v.InferOutput<typeof runSchema> {}

const absentSchema = v.strictObject({
  unit: text("The unit's name."),
  source: v.exactOptional(unitSourceSchema),
  reason: text("The reason, for people."),
});

/** The schema of a plan. `plan-check.ts` checks rules that involve two values. */
export const planSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description("Version of the plan's format.")),
    intent: v.pipe(v.picklist(intents), v.description("The intent of the event.")),
    /** `schedule`, `pull_request`. */
    event: text("GitHub's name of the event."),
    repository: repository("The repository, `owner/name`."),
    /** For the label `org.opencontainers.image.source`. */
    source: v.exactOptional(text("The repository's page.")),
    commit: commit("The commit to build; every later job checks it out."),
    revision: commit("The revision in labels: the pull request's head if `commit` is GitHub's temporary merge."),
    branch: text("The default branch, or the pull request's base branch."),
    pullRequest: v.exactOptional(ordinal("Number of the pull request.")),
    gitTag: v.exactOptional(name("The git tag of a version: `v1.4.2`.")),
    /** From `scopeLabel`. Absent for all images of the usual configuration. */
    part: v.exactOptional(text("The scope of the plan: `only`, and `config` if it is not the usual one.")),
    config: v.exactOptional(name("Path of the configuration, if it is not `.github/tagstream.yml`.")),
    timestamp: timestamp("UTC `YYYYMMDD-HHMM`, read from the clock once."),
    /** A further attempt of a run keeps the timestamp of an earlier day. */
    day: v.exactOptional(day("The day that waivers of tests are judged by, if that is not the timestamp's.")),
    run: runSchema,
    promotion: promotionSchema,
    freshness: v.exactOptional(policySchema),
    generator: v.exactOptional(name("The image that lists packages, by digest, if the configuration names one.")),
    /** Every unit of the configuration that `only` selects, and their bases. */
    units: list<PlannedUnit>(plannedUnitSchema, "The plan for every unit, bases before their children."),
    /** Not in the plan: their streams have no source yet, or their source does not have them. */
    absent: v.exactOptional(someOf<AbsentUnit>(absentSchema, "Units of streams with `from` that do not exist at their source.")),
    jobs: v.pipe(v.array(jobSchema), v.description("The units that each job builds or tests: at most 256 jobs for each level.")),
    /** Absent unless an alias needs a label of the image, and `only` leaves images out. */
    otherTags: v.exactOptional(list(v.string(), "The tags of images outside the plan that no alias may take.")),
    /** Facts that a registry did not give, or the reason why the run was skipped. */
    notes: list(v.string(), "Notes for readers of the plan."),
  }),
  v.title("Tagstream's plan"),
  v.description("What one run of Tagstream does with every unit, and why: the contract between plan, build and publish."),
);

/** The plan of one run: versioned JSON, `schema/tagstream.plan.schema.json`. */
export interface Plan extends v.InferOutput<typeof planSchema> {}

/** Whether a build job builds or tests the unit. */
export function needsJob({ decision }: Pick<PlannedUnit, "decision">): boolean {
  return decision === "build" || decision === "test";
}

/** The digest of a unit after the plan; undefined if the plan builds it, or it has none. */
export function plannedDigest({
  decision,
  candidate,
  current,
}: Pick<PlannedUnit, "decision" | "candidate" | "current">): Digest | undefined {
  if (decision === "build") return undefined;
  return usesCandidate({ decision, candidate }) ? candidate?.digest : current;
}

/**
 * The digest of a unit that its children use; undefined if this plan builds it. Under a hold, it is
 * the held digest: a rolled-back image gets into no other image. A proposed change is tested with
 * the bases that it proposes.
 */
export function digestToBuildOn(
  unit: Pick<PlannedUnit, "decision" | "candidate" | "current" | "hold">,
  intent: Intent,
): Digest | undefined {
  const proposed = capabilities[intent].candidates && (unit.decision === "build" || usesCandidate(unit));
  return proposed ? plannedDigest(unit) : (unit.hold?.digest ?? plannedDigest(unit));
}

/**
 * The inputs hash of a held or rolled-back unit, for its children. Undefined if this commit
 * determines it.
 */
export function inputsToBuildOn(
  { name, hold, putBack }: Pick<PlannedUnit, "name" | "hold" | "putBack">,
  intent: Intent,
): InputsHash | undefined {
  if (!capabilities[intent].publish) return undefined;
  if (hold?.digest === undefined) return putBack === undefined ? undefined : { hash: putBack };
  return hold.inputs === undefined ? { none: `the held image of ${name} does not record its inputs` } : { hash: hold.inputs };
}

/** Whether the plan tests, publishes or reuses the unit's candidate. */
export function usesCandidate({ decision, candidate }: { decision: Decision; candidate?: object | undefined }): boolean {
  return (
    candidate !== undefined && (decision === "promote" || decision === "reuse" || decision === "follow" || decision === "test")
  );
}
