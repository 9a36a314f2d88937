import { endingOf, type Row } from "./rows.ts";
import { dimensionName, withPlaceholder } from "./value-placeholder.ts";

/** A dimension of variants, with the value of each row. */
export interface Axis {
  name: string;
  values: readonly string[];
}

/**
 * The dimensions that tell the rows apart: keys of today's matrix, or else what differs in the
 * recipes. Undefined if nothing does.
 */
export function axesOf(rows: readonly Row[]): Axis[] | undefined {
  const candidates = [...matrixAxes(rows), ...recipeAxes(rows)];
  const distinct = candidates.filter(({ values }) => new Set(values).size === rows.length);
  const shown = distinct.find((axis) => rows.some((row, index) => isInTags(axis.values[index] ?? "", row)));
  const single = shown ?? distinct[0];
  if (single) return [single];
  for (const [index, one] of candidates.entries()) {
    for (const other of candidates.slice(index + 1)) {
      const pairs = one.values.map((value, at) => JSON.stringify([value, other.values[at]]));
      if (new Set(pairs).size === rows.length) return [one, other];
    }
  }
  return undefined;
}

function isInTags(value: string, { references }: Row): boolean {
  return references.some(({ pattern }) => withPlaceholder(pattern, value, "x") !== pattern);
}

function matrixAxes(rows: readonly Row[]): Axis[] {
  const keys = Object.keys(rows[0]?.matrix ?? {});
  return keys.flatMap((key) =>
    axisOf(
      key,
      rows.map(({ matrix }) => matrix[key]),
    ),
  );
}

function recipeAxes(rows: readonly Row[]): Axis[] {
  const suffix = (path: string | undefined) => /[.-]([A-Za-z0-9_.-]+)$/.exec(path?.split("/").at(-1) ?? "")?.[1] ?? "default";
  const args = Object.keys(rows[0]?.recipe.args ?? {});
  return [
    ...axisOf(
      "target",
      rows.map(({ recipe }) => recipe.target ?? "default"),
    ),
    ...axisOf(
      "variant",
      rows.map(({ recipe }) => suffix(recipe.dockerfile)),
    ),
    ...axisOf(
      "variant",
      rows.map(({ recipe }) => recipe.context.split("/").at(-1)),
    ),
    ...args.flatMap((name) =>
      axisOf(
        name.toLowerCase(),
        rows.map(({ recipe }) => recipe.args[name]),
      ),
    ),
    ...axisOf(
      "variant",
      rows.map((row) => endingOf(row) ?? "default"),
    ),
  ];
}

/** Values of dimensions are texts of tags. */
function axisOf(key: string, values: readonly (string | undefined)[]): Axis[] {
  const known = values.filter((value) => value !== undefined && /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(value)) as string[];
  if (known.length !== values.length || new Set(known).size < 2) return [];
  return [{ name: dimensionName(key), values: known }];
}
