import type { Digest } from "../../../src/core/lib/digest.ts";
import type { RetentionImage } from "../../../src/core/retention/facts.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import type { Random } from "../chaos/random.ts";

/** What chance has made so far. */
export interface Draft {
  random: Random;
  now: number;
  form: "minute" | "day";
  units: Map<string, DraftUnit>;
  images: Map<Digest, RetentionImage>;
  openPullRequests: Map<number, boolean>;
}

export interface DraftUnit {
  unit: Unit;
  publications: RandomPublication[];
  /** Tags by repository. */
  places: Map<string, Map<string, Digest>>;
  candidates?: { repository: string; tags: Map<string, Digest> };
}

/** A publication that chance made. */
export interface RandomPublication {
  unit: string;
  /** The name of its image. */
  image: string;
  stamp: string;
  moment: number;
  rollback: boolean;
}
