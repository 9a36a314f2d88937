import type { Path } from "../document/document.ts";
import { type Field, fieldOf } from "../document/field.ts";
import type { Config } from "../schema/schema.ts";

/** A value of the configuration: a file's text, or what a pattern finds in it. */
export interface ValueModel {
  name: string;
  file: Field;
  /** Undefined: the whole text. */
  match: Field | undefined;
  path: Path;
}

/** Values by name. */
export type ValueModels = ReadonlyMap<string, ValueModel>;

export function valueModelsOf(config: Config["values"], path: Path): ValueModels {
  return new Map(
    Object.entries(config ?? {}).map(([name, { file, match }]) => {
      const at = [...path, name];
      const pattern = match === undefined ? undefined : fieldOf(match, [...at, "match"]);
      return [name, { name, file: fieldOf(file, [...at, "file"]), match: pattern, path: at }] as const;
    }),
  );
}

/** The common values with an image's own, which replace those of the same name. */
export function joinValues(common: ValueModels, own: ValueModels): ValueModels {
  return own.size === 0 ? common : new Map([...common, ...own]);
}
