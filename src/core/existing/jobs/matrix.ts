import { type Plain, textOfPlain, toPlain } from "../expressions/data.ts";
import { evaluateText, type Scope } from "../expressions/evaluate.ts";
import { isUnknown } from "../expressions/unknowns.ts";
import { entriesOf, type Located } from "../yaml/located.ts";

/** One combination of a matrix. */
export type Combination = ReadonlyMap<string, Plain>;

/** GitHub starts no more jobs of one matrix. */
const maxCombinations = 256;

/** The combinations of a matrix, and what of it is not known. */
export interface Matrix {
  combinations: Combination[];
  /** Whether values or keys are missing, so that those of `matrix` are unknown. */
  isOpen: boolean;
  faults: { line: number; why: string }[];
}

/** The combinations of `strategy.matrix`: the product, without `exclude`, with `include`. */
export function matrixOf(node: Located | undefined, scope: Scope): Matrix {
  const faults: Matrix["faults"] = [];
  if (node === undefined) return { combinations: [new Map()], isOpen: false, faults };
  const value = resolved(node, scope);
  if (!(value instanceof Map)) {
    const why = typeof value === "string" && isUnknown(value) ? scope.unknowns.why(value) : "the matrix is no mapping";
    return { combinations: [new Map()], isOpen: true, faults: [{ line: node.line, why }] };
  }
  const lines = new Map(entriesOf(node).map(([key, { line }]) => [key, line]));
  const dimensions = new Map<string, readonly Plain[]>();
  for (const [key, item] of value as ReadonlyMap<string, Plain>) {
    const list = listOf(item);
    if (list !== undefined) dimensions.set(key, list);
    else faults.push({ line: lines.get(key) ?? node.line, why: whyNoList(item, scope) });
  }
  const excluded = mappingsIn(dimensions.get("exclude"));
  const included = mappingsIn(dimensions.get("include"));
  dimensions.delete("exclude");
  dimensions.delete("include");
  const isOpen = faults.length > 0;
  const all = withIncluded(productOf(dimensions, excluded), included, new Set(dimensions.keys()));
  if (all.length > maxCombinations)
    faults.push({
      line: node.line,
      why: `the matrix has more than ${maxCombinations} combinations, the most that GitHub allows`,
    });
  const combinations = all.slice(0, maxCombinations);
  return { combinations: isOpen && combinations.length === 0 ? [new Map()] : combinations, isOpen, faults };
}

function whyNoList(item: Plain, { unknowns }: Scope): string {
  const text = textOfPlain(item);
  return isUnknown(text) ? unknowns.why(text) : "a key of a matrix needs a list";
}

function listOf(item: Plain): readonly Plain[] | undefined {
  return Array.isArray(item) ? item : undefined;
}

function mappingsIn(list: readonly Plain[] | undefined): Combination[] {
  return (list ?? []).flatMap((item) => (item instanceof Map ? [item as Combination] : []));
}

/** The product of all lists without what is excluded. It stops where there are too many. */
function productOf(dimensions: ReadonlyMap<string, readonly Plain[]>, excluded: readonly Combination[]): Combination[] {
  if (dimensions.size === 0) return [];
  let rows: Combination[] = [new Map()];
  for (const [key, values] of dimensions) {
    const next: Combination[] = [];
    for (const row of rows) {
      for (const value of values) next.push(new Map([...row, [key, value]]));
      if (next.length > maxCombinations * 16) break;
    }
    rows = next;
  }
  return rows.filter((row) => !excluded.some((entry) => fits(row, entry, [...entry.keys()])));
}

/** An entry of `include` adds to all combinations whose own values it does not change, or is one of its own. */
function withIncluded(
  rows: readonly Combination[],
  included: readonly Combination[],
  dimensions: ReadonlySet<string>,
): Combination[] {
  const extended = rows.map((row) => new Map(row));
  const added: Combination[] = [];
  for (const entry of included) {
    const shared = [...entry.keys()].filter((key) => dimensions.has(key));
    const fitting = extended.filter((_row, index) => fits(rows[index], entry, shared));
    for (const row of fitting) for (const [key, value] of entry) row.set(key, value);
    if (fitting.length === 0) added.push(entry);
  }
  return [...extended, ...added];
}

function fits(row: Combination | undefined, entry: Combination, keys: readonly string[]): boolean {
  return keys.every((key) => row?.has(key) === true && contains(row.get(key) ?? null, entry.get(key) ?? null));
}

/** Whether a value is the wanted one; a mapping may have further keys. */
function contains(value: Plain, wanted: Plain): boolean {
  if (value instanceof Map && wanted instanceof Map)
    return [...(wanted as Combination)].every(([key, item]) => contains((value as Combination).get(key) ?? null, item));
  return textOfPlain(value) === textOfPlain(wanted);
}

/** A value of the file with its expressions evaluated. */
export function resolved(node: Located, scope: Scope): Plain {
  if (node.kind === "list") return node.items.map((item) => resolved(item, scope));
  if (node.kind === "mapping") return new Map([...node.entries].map(([key, value]) => [key, resolved(value, scope)]));
  if (typeof node.value === "string" && node.value.includes("${{")) return toPlain(evaluateText(node.value, scope));
  return node.value;
}

/** The texts of a combination: those of a mapping have its key before theirs. */
export function matrixTexts(combination: Combination, prefix = ""): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of combination) {
    if (value instanceof Map)
      for (const [inner, text] of matrixTexts(value as Combination, `${prefix}${key}.`)) texts.set(inner, text);
    else texts.set(`${prefix}${key}`, textOfPlain(value));
  }
  return texts;
}
