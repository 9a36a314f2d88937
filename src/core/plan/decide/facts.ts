import type { Intent } from "../../events/intent.ts";
import type { Following } from "../../follow/state.ts";
import type { BaseFacts } from "../../freshness/moved-bases.ts";
import type { FreshnessPolicy } from "../../freshness/policy.ts";
import type { RebuildReason, Tries } from "../../freshness/tries.ts";
import type { Hashes } from "../../inputs/unit-hashes.ts";
import type { Digest } from "../../lib/digest.ts";
import type { Timestamp } from "../../lib/time/timestamp.ts";
import type { SeenBase } from "../../oci/seen-base.ts";
import type { VersionPublished } from "../../publish/lower-version.ts";
import type { Observation } from "../../publish/observation.ts";
import type { ReleasePurpose } from "../../tags/kind.ts";
import type { PublicationId } from "../../tags/timestamp.ts";
import type { Unit } from "../../unit/unit.ts";
import type { KnownYanks } from "../../verdicts/yanked.ts";
import type { VersionFacts } from "../../versions/version-facts.ts";
import type { Decision, PlannedCandidate, PlannedHold, Promotion } from "../plan.ts";
import type { Blocker } from "./blocker.ts";
import type { Candidate } from "./promotion.ts";

/** The gathered facts about one unit. */
export interface UnitFacts extends Hashes {
  /**
   * The hashes at the parent commit of a proposed change; absent if the unit did not exist there.
   */
  before?: Hashes;
  /** The run is not about its stream: it is here as a base, with its published image. */
  outside?: true;
  /** The plan goes on although the registries did not answer: a proposed change does not need them. */
  unseen?: true;
  /** The content of the registries; absent if one that the unit needs did not answer. */
  observed?: Observation;
  /**
   * The newest publication that is not a rollback. Absent if the unit has none, or the plan did not
   * look for it.
   */
  published?: {
    stamp: PublicationId;
    digest: Digest;
    inputs?: string;
    built?: Timestamp;
    /** The bases outside the configuration that its build used, if the image records them. */
    bases?: readonly SeenBase[];
  };
  /** Its failed rebuilds. Absent if it has none, or the plan did not look for any. */
  tries?: Tries;
  /** Its bases outside the configuration; absent if the plan did not look at them. */
  bases?: BaseFacts;
  /** The version of a stream from git tags; absent if none is recorded, and for other streams. */
  versionPublished?: VersionPublished;
  /** The inputs hash that children of this unit use, from `rolledBackInputs`. */
  rolledBackInputs?: string;
  /** Of a following unit: what it may publish. Absent if the run only keeps the one rule. */
  follow?: Following;
  /** The hold on its stream. A text explains why Tagstream could not read the holds. */
  hold?: PlannedHold | string;
  /** The image under its candidate tag by inputs hash; absent if the plan did not look for one. */
  candidate?: Candidate | "none";
  /**
   * An earlier publication of the same inputs, if nothing was rebuilt since. Absent if the plan did
   * not look for one, or found none.
   */
  earlier?: Candidate;
  /**
   * Images of other streams with the same inputs, best first. Absent if the plan did not look for
   * any.
   */
  siblings?: readonly Candidate[];
  /**
   * The manifests of platforms, by the digest of the unit's image that has them. Absent unless a
   * candidate was built on one of them.
   */
  manifests?: ReadonlyMap<Digest, readonly Digest[]>;
  /** The ids of secrets that an untrusted change lacks through no fault of its own. */
  withheld?: string[];
  /** The version that the git tag gives it; absent if the tag is not a version of this unit. */
  version?: VersionFacts;
  /** Whether its stream comes from the git tag of the run: the newest release is this one. */
  isNewestRelease?: true;
  /** The reason why the plan cannot decide. */
  blocked?: Blocker;
}

export interface Verdict {
  decision: Decision;
  reason: string;
  /** Why a rebuild builds it. */
  why?: RebuildReason;
  /** Whether a rebuild leaves it because nothing about it alone is due. */
  rests?: true;
  candidate?: PlannedCandidate;
  /** In the run of a git tag: what the unit gets tags for. Absent if it gets none. */
  purposes?: ReleasePurpose[];
  /** The error code, if it is blocked. */
  blocked?: Blocker["code"];
}

export interface Circumstances {
  intent: Intent;
  event: string;
  runId: string;
  /** The planned commit, as image labels name it. */
  revision: string;
  /** The time of the plan. */
  now: Timestamp;
  promotion: Promotion;
  /** When units are rebuilt; absent if the configuration has no `rebuild`. */
  freshness?: FreshnessPolicy | undefined;
  /** Absent if the run publishes nothing. */
  yanks?: KnownYanks | undefined;
  /** Whether another repository's hint started the run. */
  hint?: true | undefined;
  /** Whether `only` selects the unit itself; otherwise it is here as a base. */
  selected: boolean;
}

/** A unit with its facts, and whether `only` selects it. */
export interface UnitToDecide {
  unit: Unit;
  facts: UnitFacts;
  selected: boolean;
}

/** A unit with the verdict on it alone: the states of bases do not count yet. */
export interface DecidedAlone extends UnitToDecide {
  verdict: Verdict;
}
