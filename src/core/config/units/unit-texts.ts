import { fill, partOf } from "../../lib/placeholder.ts";
import { noVersion } from "../../versions/placeholders.ts";
import type { MissingValues } from "../checks/missing-values.ts";
import type { Field, NamedFields } from "../document/field.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { ImageModel, Model } from "../model.ts";
import { isPlainText } from "../values/plain-text.ts";
import type { UnitValues } from "../values/unit-values.ts";
import type { TextOf } from "./build-paths.ts";
import type { Place } from "./place.ts";
import { addVersionValues, comesFromTags } from "./version-values.ts";
import type { ImageVersions } from "./versions.ts";

type Names = Readonly<Record<string, string>>;

/** What the placeholders of one unit stand for. */
export interface UnitTexts {
  /** The text of a field; undefined if a placeholder has no value, after a report. */
  textOf: TextOf;
  /** Those of the matrix, `stream` and `image`: they never change. */
  constants: Names;
  /** The same, and those of its version. */
  names: Names;
  /** The constants, and values from files. They are read when a text needs them. */
  ofFiles: Names;
}

/** The common part of an image's units that their texts depend on. */
interface Sources {
  image: ImageModel;
  model: Model;
  values: UnitValues;
  missingValues: MissingValues;
  /** The pushed git tag, if it is what is built. */
  gitTag: string | undefined;
}

/** @param versions the `versions` of the unit's stream */
export function unitTextsOf(
  combination: Combination,
  place: Place,
  versions: ImageVersions | undefined,
  { image, model, values, missingValues, gitTag }: Sources,
): UnitTexts {
  const { stream } = combination;
  const constants = { ...combination.values, stream, image: image.name };
  const names: Record<string, string> = { ...constants };
  const source = comesFromTags(model, stream) ? { version: place.source?.version ?? noVersion } : undefined;
  addVersionValues(names, { versions, gitTag, source });
  const all = values.of(image, combination, names);
  const textOf = (field: Field) => {
    let complete = true;
    const text = fill(field.template, all, (name) => {
      if (isPlainText(name, image)) return `{${name}}`;
      complete = false;
      if (!image.values.has(partOf(name) ?? name)) missingValues.note(field, name, combination);
      return "";
    });
    return complete ? text : undefined;
  };
  return { textOf, constants, names, ofFiles: values.of(image, combination, constants) };
}

/** The texts of named fields; empty for those without one. */
export function textsOf(fields: NamedFields, textOf: TextOf): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, field] of fields) texts[name] = textOf(field) ?? "";
  return texts;
}
