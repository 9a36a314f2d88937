import type { Digest } from "./digest.ts";
import type { Timestamp } from "./timestamp.ts";
import type { Unit } from "./unit.ts";

/**
 * What an event asks for (design, section 3).
 * - rebuild: all selected units, fresh, tested, published
 * - publish: what the default branch's tip changed, and what the one rule finds wrong
 * - candidate: what a proposed change changes, built and tested; no stream moves
 * - check: as candidate, for an untrusted event: nothing leaves the runner
 */
export type Intent = "rebuild" | "publish" | "candidate" | "check";

/**
 * - build: built, tested, and (rebuild, publish) published
 * - test: the published digest is tested again, nothing is built
 * - repair: nothing is built, but tags are missing or wrong and will be put right
 * - leave: nothing to do
 */
export type Decision = "build" | "test" | "repair" | "leave";

/** A sha256 in hexadecimal, or why there is none. */
export type InputsHash = { hash: string } | { none: string };

export interface PlannedUnit extends Unit {
  decision: Decision;
  /** A sentence that a colleague would say, lower case, no full stop: `weekly rebuild, on software-base:25-el9-release`. */
  reason: string;
  inputs: InputsHash;
  /** The hash of its tests: definition, scripts and the files they name. */
  testsHash: string;
  /** The digest under its newest timestamp tag, in its first repository; absent when there is none or nobody could be asked. */
  current?: Digest;
  /** Every tag that publishing would write, in order: timestamps, stream, aliases. Empty for candidate, check and leave. */
  tags: string[];
  /** The same as full references, in every destination: `registry/name:tag`. */
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
  /** Read from the clock once. */
  timestamp: Timestamp;
  run: Run;
  /** Every unit of the configuration that `only` selects, bases before what is built on them. */
  units: PlannedUnit[];
  jobs: Job[];
  /** What a reader of the plan should know: registry facts that could not be had, a run that stands down. */
  notes: string[];
}
