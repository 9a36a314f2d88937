import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { UnitHold } from "../holds/hold.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Blocker } from "./blocker.ts";
import type { Condition } from "./promotion.ts";

/**
 * - build: built, tested, and published or (candidate) given candidate tags
 * - test: nothing is built: the candidate's digest is tested again, then used as by `promote` and `reuse`; where there is none, the
 *   published one is, and gets no tag
 * - promote: the candidate's digest is published as it is; of a version, the published one where there is no candidate
 * - reuse: the candidate's digest is the candidate of this change, too
 * - repair: nothing is built, but tags are missing or wrong and will be put right
 * - leave: nothing to do
 * - blocked: nothing is done, since a registry cannot be asked what the decision needs, or the unit must not be built: the run is red if
 *   the unit is required, and the other units go on
 */
export const decisions = ["build", "test", "promote", "reuse", "repair", "leave", "blocked"] as const;
export type Decision = (typeof decisions)[number];

/** A tested build of the unit's inputs, found under its candidate tag. */
export interface PlannedCandidate {
  digest: Digest;
  /** The pull request that it was built for. */
  pullRequest?: number;
  /** The six conditions of promotion, whether they hold or not. */
  conditions: Condition[];
}

/** A hold, its digest only where that was published, and the inputs hash that this digest has. */
export type PlannedHold = UnitHold & { inputs?: string };

export interface PlannedUnit extends Unit {
  decision: Decision;
  /** A sentence that a colleague would say, lower case, no full stop: `weekly rebuild, on software-base:25-el9-release`. */
  reason: string;
  /** The code of what blocks it; present for the decision `blocked` alone. */
  blocked?: Blocker["code"];
  inputs: InputsHash;
  /** The hash of its tests: definition, scripts and the files they name. */
  testsHash: string;
  /** The digest under its newest timestamp tag, in its first repository; absent when there is none or nobody could be asked. */
  current?: Digest;
  /** What `current` is made of, where a rollback put it back, and it is not built again: what is built on the unit is built on that. */
  putBack?: string;
  /** What kept its stream from moving when the plan was made; publishing asks again. `inputs`: what its digest is made of, where it says so. */
  hold?: PlannedHold;
  /** Absent when none was looked for, or there is none. */
  candidate?: PlannedCandidate;
  /** Of an untrusted change: the ids of the secrets that the base branch's configuration gives the image, and this build does not get. */
  withheld?: string[];
  /** Every tag that publishing would write, in order: timestamps, stream, aliases; of a proposed change, its candidate tags; of a version, its version tags. */
  tags: string[];
  /** The same as full references, `registry/name:tag`: in every destination, candidate tags in the first one alone. */
  references: string[];
}

export interface Job {
  /** Fit for an artifact's name: letters, digits, `.`, `_`, `-`. */
  id: string;
  /** Names of units to build or test, bases before what is built on them. */
  units: string[];
}

export interface Run {
  /** GitHub's run id, the same in every attempt; of the command line: `local`. */
  id: string;
  attempt: number;
  /** Where a person can read the run. */
  url?: string;
}

/** The configuration's `promotion`: `maxAge` in milliseconds. */
export type Promotion = { maxAge: number } | "never";

/** The whole plan: the contract between plan, build and publish. Versioned JSON, `schema/tagstream.plan.schema.json`. */
export interface Plan {
  version: 1;
  intent: Intent;
  /** GitHub's event name: `schedule`. */
  event: string;
  /** `owner/name`. */
  repository: string;
  /** The repository's page, for the label `org.opencontainers.image.source`. */
  source?: string;
  /** The commit that is built: 40 hexadecimal digits. */
  commit: string;
  /** What labels name as revision: the pull request's head where `commit` is GitHub's temporary merge, else `commit`. */
  revision: string;
  /** The default branch, or the pull request's base branch. */
  branch: string;
  pullRequest?: number;
  /** Of a version, the git tag: `v1.4.2`. */
  gitTag?: string;
  /** Which part of the images it is about, as `scopeLabel` says; absent: all of the usual configuration. */
  part?: string;
  /** Path of the configuration, where it is not the usual one. */
  config?: string;
  /** Read from the clock once. */
  timestamp: Timestamp;
  run: Run;
  /** Whether a merge publishes what was tested, and up to what age: `maxAge` in milliseconds. */
  promotion: Promotion;
  /** Every unit of the configuration that `only` selects, bases before what is built on them. */
  units: PlannedUnit[];
  jobs: Job[];
  /** What a reader of the plan should know: registry facts that could not be had, a run that stands down. */
  notes: string[];
}

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
 * The digest that what is built on a unit is built on: while its stream is held, what that shows, so that an image which was rolled back gets
 * into no other. Undefined where it is what this plan builds. A change that is proposed is tried with the bases that it proposes.
 */
export function digestToBuildOn(
  unit: Pick<PlannedUnit, "decision" | "candidate" | "current" | "hold">,
  intent: Intent,
): Digest | undefined {
  const proposed = capabilities[intent].candidates && (unit.decision === "build" || usesCandidate(unit));
  return proposed ? plannedDigest(unit) : (unit.hold?.digest ?? plannedDigest(unit));
}

/** What a unit's image is made of, to those that are built on it, where that is held or put back; undefined where they are built on what this commit gives. */
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
