import { table } from "./table.ts";

/** The part of JSON schema, draft 7, that the configuration's schema uses. */
interface Schema {
  description?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  items?: Schema;
  anyOf?: Schema[];
}

type Row = [name: string, initially: string, description: string];

/** Keys whose own keys another table explains. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  file: ["defaults", "images"],
  image: ["aliases", "destinations", "matrix", "required", "tests", "values"],
  test: [],
};

/**
 * The configuration's tables: the file's own keys, an image's, a test's. Throws if the schema has
 * another shape.
 */
export function configurationTables(schema: Schema): [name: string, text: string][] {
  const images = schema.properties?.["images"]?.additionalProperties || undefined;
  const image = images?.anyOf?.find(({ properties }) => properties) ?? images;
  const test = image ? image.properties?.["tests"]?.items : undefined;
  if (!image || !test) throw new Error("the schema has no images, or an image no tests");
  const named = Object.entries({ file: schema, image, test });
  return named.map(([name, part]) => {
    const rows = rowsOf(part, "", elsewhere[name] ?? []);
    return [`configuration-${name}`, table(["Name", "Default", "Description"], rows)];
  });
}

function rowsOf(schema: Schema, prefix: string, closed: readonly string[]): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const whole = `${prefix}${name}`;
    const row = rowOf(whole, property, schema.required?.includes(name) ?? false);
    return closed.includes(name) ? [row] : [row, ...below(property, whole)];
  });
}

/**
 * The keys below a key: a map's, those of a list's entries, and those of entries that users name.
 */
function below(schema: Schema, name: string): Row[] {
  const entries = schema.type === "array" ? schema.items : undefined;
  const chosen = schema.additionalProperties;
  return [
    ...(schema.type === "array" ? [] : keysOf(schema, `${name}.`)),
    ...(entries ? keysOf(entries, `${name}[].`) : []),
    ...(chosen && chosen.type === "array" ? [rowOf(`${name}.NAME`, chosen, false)] : []),
    ...(chosen ? keysOf(chosen, `${name}.NAME.`) : []),
  ];
}

function keysOf(schema: Schema, prefix: string): Row[] {
  return [schema, ...(schema.anyOf ?? [])].flatMap((variant) => rowsOf(variant, prefix, []));
}

/** A description says the default in its last sentence; the table has a column for it. */
function rowOf(name: string, schema: Schema, required: boolean): Row {
  const description =
    schema.description ?? schema.anyOf?.map((variant) => variant.description ?? "").find((text) => text !== "") ?? "";
  const [, text = description, initially = ""] = /^(.*?)\s*Default: (.+)\.$/.exec(description) ?? [];
  return [`\`${name}\``, required ? "required" : initially, text];
}
