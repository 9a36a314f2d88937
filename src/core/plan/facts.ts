import type { Intent } from "../events/intent.ts";
import type { Hashes } from "../inputs/unit-hashes.ts";
import type { Digest } from "../lib/digest.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import type { Observation, PublicationId } from "../publish/observation.ts";
import type { Unit } from "../unit/unit.ts";
import type { VersionFacts } from "../versions/version-facts.ts";
import type { Blocker } from "./blocker.ts";
import type { Decision, PlannedCandidate, PlannedHold, Promotion } from "./plan.ts";
import type { Candidate } from "./promotion.ts";

/** Everything that was gathered about one unit. */
export interface UnitFacts extends Hashes {
  /** At the commit that a proposed change is compared with; absent where the unit did not exist. */
  before?: Hashes;
  /** What the registries hold; absent when nobody could be asked. */
  observed?: Observation;
  /** The newest publication that is not a rollback; absent when there is none. */
  published?: { stamp: PublicationId; digest: Digest; inputs?: string; built?: Timestamp };
  /** What others are built on here is made of this, as `rolledBackInputs` says. */
  rolledBackInputs?: string;
  /** What holds its stream; a text says why nobody knows. */
  hold?: PlannedHold | string;
  /** What its candidate tag by inputs hash shows; absent where it was not looked for. */
  candidate?: Candidate | "none";
  /** What was published before of the commit's inputs, and nothing has been rebuilt since; absent where it was not looked for, or there is none. */
  earlier?: Candidate;
  /** Of an untrusted change, the ids of the secrets that it lacks through no fault of its own. */
  withheld?: string[];
  /** The version that a git tag gives it; absent where that is none of its own. */
  version?: VersionFacts;
  /** What keeps the plan from deciding on it. */
  blocked?: Blocker;
}

export interface Verdict {
  decision: Decision;
  reason: string;
  candidate?: PlannedCandidate;
  /** The code of what blocks it. */
  blocked?: Blocker["code"];
}

export interface Circumstances {
  intent: Intent;
  event: string;
  runId: string;
  /** The commit that is planned for, as images name it. */
  revision: string;
  /** What the plan's clock said. */
  now: Timestamp;
  promotion: Promotion;
  /** Whether `only` selects the unit itself; else it is here as a base. */
  selected: boolean;
}

/** A unit, everything that was gathered about it, and whether `only` selects it. */
export interface UnitToDecide {
  unit: Unit;
  facts: UnitFacts;
  selected: boolean;
}

/** A unit with the verdict on it alone: what is built on what is not yet taken into account. */
export interface DecidedAlone extends UnitToDecide {
  verdict: Verdict;
}
