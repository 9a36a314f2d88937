import type { Unit } from "../../unit/unit.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { AliasModel, ImageModel } from "../model.ts";
import type { Obstacle } from "./place.ts";

/** A unit with the source of each of its tags. */
export interface Draft {
  unit: Unit;
  image: ImageModel;
  combination: Combination;
  /** The aliases that apply, in the unit's order: the constant ones, then the evaluated ones. */
  aliases: readonly AliasModel[];
  /** The unit that it follows: it is not built. */
  source?: Draft;
  /** Why it is not planned as usual; only for a stream with `from`. */
  obstacle?: Obstacle;
}
