import * as v from "valibot";
import { capabilities, intents } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import { unitHoldSchema } from "../holds/hold.ts";
import { type InputsHash, inputsHashSchema } from "../inputs/inputs-hash.ts";
import type { Digest } from "../lib/digest.ts";
import { commit, digest, hash, jobId, list, name, ordinal, repository, someOf, text, timestamp } from "../lib/scalars.ts";
import { unitEntries } from "../unit/unit.ts";
import { blockerCodes } from "./blocker.ts";
import { type Condition, conditionSchema } from "./condition.ts";

/**
 * - build: built, tested, and published or (candidate) given candidate tags
 * - test: nothing is built: the candidate's digest is tested again, then used as by `promote` and
 *   `reuse`; without a candidate, the published digest is tested, and gets no tag
 * - promote: the candidate's digest is published as it is; of a version without a candidate, the
 *   published digest
 * - reuse: the candidate's digest is the candidate of this change, too
 * - repair: nothing is built, but tags are missing or wrong and will be put right
 * - leave: nothing to do
 * - blocked: nothing is done, because a registry did not answer what the decision needs, or the unit
 *   must not be built; the run is red if the unit is required, and the other units go on
 */
const decisions = ["build", "test", "promote", "reuse", "repair", "leave", "blocked"] as const;
export type Decision = (typeof decisions)[number];

const candidateSchema = v.strictObject({
  digest: digest("What its candidate tag by inputs hash showed when the plan was made."),
  pullRequest: v.exactOptional(ordinal("The pull request that it was built for.")),
  conditions: list<Condition>(conditionSchema, "The conditions of promotion, whether they hold or not."),
});

/** A tested build of the unit's inputs, found under its candidate tag. */
export interface PlannedCandidate extends v.InferOutput<typeof candidateSchema> {}

const { stamp, ...heldEntries } = unitHoldSchema.entries;

const holdSchema = v.strictObject({
  ...heldEntries,
  inputs: v.exactOptional(hash("What that digest was made of, as it says.")),
  stamp,
});

/** A hold on a unit. Its digest is there only if it was published. */
export interface PlannedHold extends v.InferOutput<typeof holdSchema> {}

const plannedUnitSchema = v.strictObject({
  ...unitEntries,
  decision: v.pipe(v.picklist(decisions), v.description("What is done with it.")),
  /** Lower case, no full stop: `weekly rebuild, on software-base:25-el9-release`. */
  reason: text("Why, for people."),
  blocked: v.exactOptional(v.pipe(v.picklist(blockerCodes), v.description("Of a unit that is blocked: the code of the cause."))),
  inputs: inputsHashSchema,
  testsHash: hash("The hash of its tests: their definition, scripts and files."),
  /** As its first repository showed it. Absent if there is none, or the registry did not answer. */
  current: v.exactOptional(digest("What its newest timestamp tag showed when the plan was made.")),
  /** The inputs hash that counts for units that are built on this one. */
  putBack: v.exactOptional(hash("What `current` is made of, where a rollback put it back, and it is not built again.")),
  /** A snapshot: the publish job reads the holds again. */
  hold: v.exactOptional(v.pipe(holdSchema, v.description("What kept its stream from moving when the plan was made."))),
  /** Absent if the plan did not look for one, or found none. */
  candidate: v.exactOptional(v.pipe(candidateSchema, v.description("A tested build of the unit's inputs."))),
  withheld: v.exactOptional(
    someOf(
      name("A secret's id."),
      "Of an untrusted change: the secrets of the base branch's configuration that its build does not get.",
    ),
  ),
  /** Timestamp tags come first, then the stream tag, then aliases. */
  tags: list(
    v.string(),
    "Every tag that publishing would write, in order; of a proposed change, its candidate tags; of a version, its version tags.",
  ),
  /** `registry/name:tag`. */
  references: list(v.string(), "The same as full references: in every destination, candidate tags in the first one alone."),
});

/** A unit, and what the plan decides for it. */
export interface PlannedUnit extends v.InferOutput<typeof plannedUnitSchema> {}

const promotionSchema = v.pipe(
  v.union([
    v.literal("never"),
    v.strictObject({
      maxAge: v.pipe(v.number(), v.minValue(0), v.description("Milliseconds up to which a candidate is published.")),
    }),
  ]),
  v.description("Whether a merge publishes the candidate that was tested."),
);

/** The configuration's `promotion`. */
export type Promotion = v.InferOutput<typeof promotionSchema>;

const jobSchema = v.strictObject({
  /** Fit for an artifact's name: letters, digits, `.`, `_`, `-`. */
  id: jobId("The matrix entry, and part of the record's file name."),
  units: someOf(v.string(), "Names of the units to build or test, bases before what is built on them."),
});

/** One entry of the build matrix. */
export interface Job extends v.InferOutput<typeof jobSchema> {}

const runSchema = v.strictObject({
  id: name("GitHub's run id, the same in every attempt; `local` on the command line."),
  attempt: ordinal("Which attempt of the run."),
  url: v.exactOptional(text("Where a person can read the run.")),
});

/** The run that made the plan. */
export interface Run extends v.InferOutput<typeof runSchema> {}

/** The schema of a plan's shape. `plan-check.ts` checks what needs two values to decide. */
export const planSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description("Version of the plan's format.")),
    intent: v.pipe(v.picklist(intents), v.description("What the event asks for.")),
    /** `schedule`, `pull_request`. */
    event: text("GitHub's name of the event."),
    repository: repository("The repository, `owner/name`."),
    /** For the label `org.opencontainers.image.source`. */
    source: v.exactOptional(text("The repository's page.")),
    commit: commit("The commit that is built, and that every later job checks out."),
    revision: commit("What labels name as revision: the pull request's head where `commit` is GitHub's temporary merge."),
    branch: text("The default branch, or the pull request's base branch."),
    pullRequest: v.exactOptional(ordinal("Number of the pull request.")),
    gitTag: v.exactOptional(name("Of a version, the git tag: `v1.4.2`.")),
    /** As `scopeLabel` says it. Absent: all images of the usual configuration. */
    part: v.exactOptional(text("Which part of the images it is about: its `only`, and its `config` where that is another one.")),
    config: v.exactOptional(name("Path of the configuration, where it is not `.github/tagstream.yml`.")),
    timestamp: timestamp("UTC `YYYYMMDD-HHMM`, read from the clock once."),
    run: runSchema,
    promotion: promotionSchema,
    /** Every unit of the configuration that `only` selects. */
    units: list<PlannedUnit>(plannedUnitSchema, "What is planned for every unit, bases before what is built on them."),
    jobs: v.pipe(
      v.array(jobSchema),
      v.maxLength(256, "there are more than 256, the most that a matrix may have"),
      v.description("What is built or tested where."),
    ),
    /** Facts that a registry did not give, or that the run was skipped. */
    notes: list(v.string(), "What a reader of the plan should know."),
  }),
  v.title("Tagstream's plan"),
  v.description("What one run of Tagstream does with every unit, and why: the contract between plan, build and publish."),
);

/** What one run does: versioned JSON, `schema/tagstream.plan.schema.json`. */
export interface Plan extends v.InferOutput<typeof planSchema> {}

/** Whether a build job has something to do with the unit. */
export function needsJob({ decision }: Pick<PlannedUnit, "decision">): boolean {
  return decision === "build" || decision === "test";
}

/** The digest that a unit has after the plan, as far as that is known before anything is built. */
export function plannedDigest({
  decision,
  candidate,
  current,
}: Pick<PlannedUnit, "decision" | "candidate" | "current">): Digest | undefined {
  if (decision === "build") return undefined;
  return usesCandidate({ decision, candidate }) ? candidate?.digest : current;
}

/**
 * The digest of a unit that other units are built on; undefined if this plan builds it. While a hold
 * keeps the stream, it is the held digest, so that a rolled-back image gets into no other. A proposed
 * change is tried with the bases that it proposes.
 */
export function digestToBuildOn(
  unit: Pick<PlannedUnit, "decision" | "candidate" | "current" | "hold">,
  intent: Intent,
): Digest | undefined {
  const proposed = capabilities[intent].candidates && (unit.decision === "build" || usesCandidate(unit));
  return proposed ? plannedDigest(unit) : (unit.hold?.digest ?? plannedDigest(unit));
}

/**
 * The inputs hash of a held or rolled-back unit, for the units that are built on it; undefined if
 * they are built on what this commit gives.
 */
export function inputsToBuildOn(
  { name, hold, putBack }: Pick<PlannedUnit, "name" | "hold" | "putBack">,
  intent: Intent,
): InputsHash | undefined {
  if (!capabilities[intent].publish) return undefined;
  if (hold?.digest === undefined) return putBack === undefined ? undefined : { hash: putBack };
  return hold.inputs === undefined
    ? { none: `${name} is held at an image that does not say what it was made of` }
    : { hash: hold.inputs };
}

/** Whether the unit's candidate is what is tested again, published, or used for this change. */
export function usesCandidate({ decision, candidate }: { decision: Decision; candidate?: object | undefined }): boolean {
  return candidate !== undefined && (decision === "promote" || decision === "reuse" || decision === "test");
}
