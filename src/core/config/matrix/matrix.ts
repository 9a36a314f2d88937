import { placeholderName, reservedNames } from "../../lib/placeholder.ts";
import { didYouMean } from "../../lib/text/nearest.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { MatrixConfig } from "../schema/schema.ts";

type Values = Readonly<Record<string, string>>;

/** A matrix as in GitHub Actions. `include` and `exclude` may also name `stream`. */
export interface Matrix {
  /** In the order of the configuration. */
  dimensions: readonly (readonly [name: string, values: readonly string[]])[];
  include: readonly Values[];
  exclude: readonly Values[];
}

/** One combination of a matrix. */
export interface Combination {
  stream: string;
  /** Values by dimension, in order. A combination that `include` made may lack some. */
  dimensions: Record<string, string>;
  /** The same, and the values that `include` added. */
  values: Values;
}

/**
 * The most combinations of one matrix: far more than real ones have, few enough to count quickly.
 */
export const maximumCombinations = 20_000;

export function matrixOf(config: MatrixConfig | undefined): Matrix {
  const { include = [], exclude = [], ...dimensions } = config ?? {};
  return { dimensions: Object.entries(dimensions), include, exclude };
}

/** How many combinations the dimensions alone have. */
export function sizeOf(matrix: Matrix): number {
  return matrix.dimensions.reduce((size, [, values]) => size * values.length, 1);
}

/**
 * The combinations of a matrix in the given streams, variant by variant, by the rules of GitHub
 * Actions ("Running variations of jobs in a workflow"). `exclude` comes first. Then each entry of
 * `include` joins every original combination whose original values it would not change. If there is
 * no such combination, the entry becomes a new one.
 * Without dimensions and `include` there is one combination, without values.
 */
export function expand(matrix: Matrix, streams: readonly string[]): Combination[] {
  const originals = matrix.dimensions.length === 0 && matrix.include.length > 0 ? [] : product(matrix.dimensions);
  const found = streams.flatMap((stream, index) =>
    expandStream(matrix, originals, stream).map(({ order, ...combination }) => ({
      order,
      index,
      combination: { stream, ...combination },
    })),
  );
  return found.sort((a, b) => a.order - b.order || a.index - b.index).map(({ combination }) => combination);
}

interface Numbered {
  /** The variant's number. */
  order: number;
  dimensions: Record<string, string>;
  values: Record<string, string>;
}

function expandStream(matrix: Matrix, originals: readonly Record<string, string>[], stream: string): Numbered[] {
  const excluded = inStream(matrix.exclude, stream);
  const kept: Numbered[] = [];
  for (const [order, dimensions] of originals.entries()) {
    if (!excluded.some(({ entry }) => matches(entry, dimensions))) kept.push({ order, dimensions, values: { ...dimensions } });
  }
  const index = indexOf(kept);
  const names = new Set(matrix.dimensions.map(([name]) => name));
  const made: Numbered[] = [];
  for (const { entry, position } of inStream(matrix.include, stream)) {
    const own = Object.entries(entry).filter(([name]) => names.has(name));
    const [first] = own;
    const candidates = first ? (index.get(`${first[0]}\0${first[1]}`) ?? []) : kept;
    const added = candidates.filter(({ dimensions }) => own.every(([name, value]) => dimensions[name] === value));
    for (const { values } of added) Object.assign(values, entry);
    if (added.length > 0) continue;
    const ordered = matrix.dimensions.flatMap(([name]) => (entry[name] === undefined ? [] : [[name, entry[name]] as const]));
    made.push({ order: originals.length + position, dimensions: Object.fromEntries(ordered), values: { ...entry } });
  }
  return [...kept, ...made];
}

/** The entries that apply to a stream, without the key `stream`. */
function inStream(entries: readonly Values[], stream: string): { entry: Values; position: number }[] {
  return entries.flatMap((whole, position) => {
    const { stream: named, ...entry } = whole;
    return named === undefined || named === stream ? [{ entry, position }] : [];
  });
}

function indexOf(combinations: readonly Numbered[]): Map<string, Numbered[]> {
  const index = new Map<string, Numbered[]>();
  for (const combination of combinations) {
    for (const [name, value] of Object.entries(combination.dimensions)) {
      const key = `${name}\0${value}`;
      const list = index.get(key);
      if (list) list.push(combination);
      else index.set(key, [combination]);
    }
  }
  return index;
}

function product(dimensions: Matrix["dimensions"]): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}];
  for (const [name, values] of dimensions) {
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value })));
  }
  return combinations;
}

function matches(entry: Values, values: Values): boolean {
  for (const name in entry) if (entry[name] !== values[name]) return false;
  return true;
}

/** The values of each name of a matrix, without `stream`. */
export function vocabularyOf(matrix: Matrix): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>(matrix.dimensions.map(([name, values]) => [name, new Set(values)]));
  for (const entry of matrix.include) {
    for (const [name, value] of Object.entries(entry)) {
      if (name !== "stream") known.set(name, (known.get(name) ?? new Set<string>()).add(value));
    }
  }
  return known;
}

/** Reports the faults of a matrix that show before it is expanded. */
export function checkMatrix(matrix: Matrix, path: Path, streams: readonly string[], problems: Problems): void {
  if (matrix.dimensions.length === 0 && matrix.include.length === 0) {
    const hint = path[0] === "images" ? ", or write `matrix: false` for an image without variants" : ", or remove `matrix`";
    if (!problems.hasErrorBelow(...path))
      problems.add("config-empty", `the matrix is empty: add a dimension${hint}`, path, "key");
    return;
  }
  for (const [name, values] of matrix.dimensions) {
    checkName(name, [...path, name], problems);
    const seen = new Set<string>();
    values.forEach((value, index) => {
      if (seen.has(value)) problems.add("config-matrix", `"${name}" has the value "${value}" twice`, [...path, name, index]);
      seen.add(value);
    });
  }
  matrix.include.forEach((entry, index) => {
    for (const [name, value] of Object.entries(entry)) {
      const where = [...path, "include", index, name];
      if (name === "stream") checkKnown(name, value, streams, where, problems);
      else checkName(name, where, problems);
    }
  });
  for (const [index, entry] of matrix.exclude.entries())
    checkExclude(entry, matrix, [...path, "exclude", index], streams, problems);
  if (sizeOf(matrix) > maximumCombinations) {
    problems.add(
      "config-matrix",
      `the matrix has ${sizeOf(matrix)} combinations: Tagstream can plan at most ${maximumCombinations}`,
      path,
      "key",
    );
  }
}

function checkExclude(entry: Values, matrix: Matrix, path: Path, streams: readonly string[], problems: Problems): void {
  const known = new Map<string, readonly string[]>([...matrix.dimensions, ["stream", streams]]);
  for (const [name, value] of Object.entries(entry)) {
    const values = known.get(name);
    if (values) checkKnown(name, value, values, [...path, name], problems);
    else {
      const hint = didYouMean(name, known.keys());
      problems.add("config-matrix", `unknown dimension "${name}" in \`exclude\`${hint}`, [...path, name], "key");
    }
  }
}

function checkKnown(name: string, value: string, values: readonly string[], path: Path, problems: Problems): void {
  if (values.includes(value)) return;
  problems.add("config-matrix", `"${name}" is never "${value}"${didYouMean(value, values)}`, path);
}

function checkName(name: string, path: Path, problems: Problems): void {
  if (reservedNames.includes(name)) {
    problems.add("config-matrix", `"${name}" cannot be a dimension: it is a built-in name of every unit`, path, "key");
  } else if (!placeholderName.test(name)) {
    const lower = name.toLowerCase();
    const hint = placeholderName.test(lower) ? `: write "${lower}"` : "";
    problems.add(
      "config-matrix",
      `"${name}" is not a valid name: use lower-case letters, digits, \`_\` and \`-\`, as placeholders need${hint}`,
      path,
      "key",
    );
  }
}
