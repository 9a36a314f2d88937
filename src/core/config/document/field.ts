import { compile, fill, type Template } from "../../lib/placeholder.ts";
import type { Path } from "./document.ts";

/** A text that may have placeholders, with its path. */
export interface Field {
  template: Template;
  path: Path;
  /** Whether it may contain `{built}`. */
  built: boolean;
  /** Whether it is an alias, whose text a publication may give: `{sha}`, `{label:…}`. */
  alias?: true;
}

export type NamedFields = readonly (readonly [name: string, field: Field])[];

export function fieldOf(text: string, path: Path, built = false): Field {
  return { template: compile(text), path, built };
}

export function fieldsOf(texts: Record<string, string> | undefined, path: Path, built = false): NamedFields {
  return Object.entries(texts ?? {}).map(([name, text]) => [name, fieldOf(text, [...path, name], built)] as const);
}

/** The text of a field without placeholders; undefined for one with placeholders. */
export function constantOf(field: Field): string | undefined {
  return field.template.names.length === 0 ? fill(field.template, {}, () => "") : undefined;
}
