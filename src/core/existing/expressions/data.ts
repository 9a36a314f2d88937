import { data } from "@actions/expressions";

/** What YAML and JSON hold. Mappings are Maps: their keys are a stranger's. */
export type Plain = string | number | boolean | null | readonly Plain[] | ReadonlyMap<string, Plain>;

/** A mapping of expressions, by key in any case. `missing` gives the value of a key that it does not have. */
export class Entries extends data.Dictionary {
  readonly #entries = new Map<string, { key: string; value: data.ExpressionData }>();
  readonly #missing: (key: string) => data.ExpressionData | undefined;

  constructor(
    entries: Iterable<readonly [string, data.ExpressionData]>,
    missing: (key: string) => data.ExpressionData | undefined = () => undefined,
  ) {
    super();
    this.#missing = missing;
    for (const [key, value] of entries) this.#entries.set(key.toLowerCase(), { key, value });
  }

  override add(key: string, value: data.ExpressionData): void {
    this.#entries.set(key.toLowerCase(), { key, value });
  }

  override get(key: string): data.ExpressionData | undefined {
    return this.#entries.get(key.toLowerCase())?.value ?? this.#missing(key);
  }

  override values(): data.ExpressionData[] {
    return [...this.#entries.values()].map(({ value }) => value);
  }

  override pairs(): { key: string; value: data.ExpressionData }[] {
    return [...this.#entries.values()];
  }
}

/** A plain value as data of expressions. */
export function toData(plain: Plain): data.ExpressionData {
  if (plain === null) return new data.Null();
  if (typeof plain === "string") return new data.StringData(plain);
  if (typeof plain === "number") return new data.NumberData(plain);
  if (typeof plain === "boolean") return new data.BooleanData(plain);
  if (plain instanceof Map) return new Entries([...plain].map(([key, value]: [string, Plain]) => [key, toData(value)] as const));
  const list = new data.Array();
  if (Array.isArray(plain)) for (const item of plain) list.add(toData(item));
  return list;
}

/** Data of expressions as a plain value. */
export function toPlain(value: data.ExpressionData): Plain {
  if (value instanceof data.Null) return null;
  if (value instanceof data.NumberData || value instanceof data.StringData || value instanceof data.BooleanData)
    return value.value;
  if (value instanceof data.Dictionary) return new Map(value.pairs().map(({ key, value }) => [key, toPlain(value)]));
  return value.values().map(toPlain);
}

/** Texts as a mapping of expressions. */
export function textEntries(
  texts: Iterable<readonly [string, string]>,
  missing?: (key: string) => data.ExpressionData | undefined,
): Entries {
  return new Entries(
    [...texts].map(([key, text]) => [key, new data.StringData(text)] as const),
    missing,
  );
}

/** A plain value as one text, as GitHub writes it into a text. */
export function textOfPlain(plain: Plain): string {
  if (plain === null) return "";
  if (typeof plain !== "object") return String(plain);
  return JSON.stringify(plain, (_key, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value));
}
