import type { Unit } from "../../unit/unit.ts";
import { holds } from "../matrix/condition.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { AliasModel } from "../model.ts";
import type { EvaluatedDraft } from "./aliases.ts";
import type { Common } from "./common.ts";
import { unitTagsOf } from "./unit-tags.ts";
import type { UnitTexts } from "./unit-texts.ts";

/** What a unit is called and where it is published, whether it is built or follows another one. */
interface UnitHead {
  unit: Pick<
    Unit,
    | "name"
    | "image"
    | "stream"
    | "variant"
    | "streamTag"
    | "aliases"
    | "evaluatedAliases"
    | "timestamps"
    | "destinations"
    | "required"
  >;
  evaluated: readonly EvaluatedDraft[];
  /** The aliases that apply, in the unit's order. */
  active: readonly AliasModel[];
}

/** The names, tags and destinations of a unit. Reports invalid ones. */
export function unitHeadOf(combination: Combination, texts: UnitTexts, common: Common): UnitHead {
  const { names } = texts;
  const { streamTag, aliases, evaluated, active } = unitTagsOf(combination, texts, common);
  const name = `${common.image.name}:${streamTag}`;
  const unit = {
    name,
    image: common.image.name,
    stream: combination.stream,
    variant: combination.dimensions,
    streamTag,
    aliases,
    ...(evaluated.length === 0 ? {} : { evaluatedAliases: evaluated.map(({ alias }) => alias) }),
    ...(common.timestamps ? { timestamps: common.timestamps } : {}),
    destinations: common.destinations.of(names, () => name),
    required: typeof common.required === "boolean" ? common.required : holds(common.required, names),
  };
  return { unit, evaluated, active };
}
