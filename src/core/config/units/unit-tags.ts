import { partOf } from "../../lib/placeholder.ts";
import { movingTagFault } from "../../tags/moving-tag.ts";
import type { Alias, Unit } from "../../unit/unit.ts";
import type { MissingValues } from "../checks/missing-values.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import { holds } from "../matrix/condition.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { AliasModel, ImageModel, Model } from "../model.ts";
import { type EvaluatedDraft, evaluatedAlias, isEvaluated, type KnownTexts, laterNames } from "./aliases.ts";
import type { TextOf } from "./build-paths.ts";
import type { UnitTexts } from "./unit-texts.ts";

/** The common part of an image's units that their tags depend on. */
interface Tagged {
  image: ImageModel;
  model: Model;
  timestamps: Unit["timestamps"];
  missingValues: MissingValues;
  problems: Problems;
}

/** The stream tag and the aliases of a unit. */
export interface UnitTags {
  streamTag: string;
  /** Those that never change. */
  aliases: Alias[];
  /** Those whose text each publication gives. */
  evaluated: EvaluatedDraft[];
  /** The aliases that apply, in the unit's order. */
  active: AliasModel[];
}

/** The tags of a unit. Reports invalid ones. */
export function unitTagsOf(combination: Combination, { textOf, names, constants, ofFiles }: UnitTexts, common: Tagged): UnitTags {
  const { image, model, missingValues } = common;
  const streamTag = image.tag ? tagOf(image.tag, textOf, common) : defaultTagOf(common, combination);
  const known: KnownTexts = { constants, values: ofFiles, later: laterNames(model, combination.stream) };
  const active = image.aliases.filter(({ condition }) => holds(condition, names));
  const later = active.filter(({ field }) => isEvaluated(field, known));
  const constant = active.filter((alias) => !later.includes(alias));
  const evaluated = later.flatMap((alias): EvaluatedDraft[] => {
    const made = evaluatedAlias(alias, known, (name) => {
      if (!image.values.has(partOf(name) ?? name)) missingValues.note(alias.field, name, combination);
    });
    return made ? [{ model: alias, alias: made }] : [];
  });
  const aliases = constant.map(({ field, timestamps }): Alias => ({ tag: tagOf(field, textOf, common), timestamps }));
  return { streamTag, aliases, evaluated, active: [...constant, ...evaluated.map((one) => one.model)] };
}

/** The tag that a field gives. Reports an invalid tag, and returns an empty one. */
function tagOf(field: Field, textOf: TextOf, { problems, timestamps }: Tagged): string {
  const tag = textOf(field);
  if (tag === undefined) return "";
  const fault = movingTagFault(tag, { timestamps });
  if (fault === undefined) return tag;
  const shown = tag === field.template.text ? `invalid tag "${tag}"` : `"${field.template.text}" gives the invalid tag "${tag}"`;
  if (!problems.hasError(...field.path)) problems.add("config-tag", `${shown}: ${fault}`, field.path);
  return "";
}

/** The matrix's dimensions in order, then the stream. */
function defaultTagOf({ image, problems, timestamps }: Tagged, { dimensions, stream }: Combination): string {
  const tag = [...Object.values(dimensions), stream].join("-");
  const fault = movingTagFault(tag, { timestamps });
  if (fault === undefined) return tag;
  const path = image.matrixPath ?? ["streams", stream];
  const message = `the dimensions and the stream give the invalid tag "${tag}": ${fault}. Change the values, or set \`tag\``;
  problems.addAt(problems.keyAt(path), "config-tag", message, ["tag"]); // the matrix itself is reliable
  return "";
}
