import type { Unit } from "../../unit/unit.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { AliasModel, ImageModel } from "../model.ts";

/** A unit, with what is needed to say where each of its tags comes from. */
export interface Draft {
  unit: Unit;
  image: ImageModel;
  combination: Combination;
  /** The aliases in force, in the unit's order. */
  aliases: readonly AliasModel[];
}
