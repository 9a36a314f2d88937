import { readCsv } from "./csv.ts";

/** What metadata-action would refuse, or what has no value here, as a clause. */
export interface Fault {
  why: string;
}

/** One item of a list input. */
export interface ListItem {
  /** From 0, within the input. */
  line: number;
  text: string;
}

/** A name and its value; the name is absent for a field without `=`. */
export interface Field {
  key?: string;
  value: string;
}

/** The items of a list input: one a line, without comments and empty lines. */
export function listItems(text: string): ListItem[] {
  const records = readCsv(text, { comment: "#", relaxed: true }) ?? [];
  return records.map(({ line, fields }) => ({ line, text: fields.join(",").trim() })).filter(({ text: item }) => item !== "");
}

/** The fields of an item. */
export function fieldsOf(item: string): Field[] | Fault {
  if (item.includes("${{")) return { why: "the value of its expression is unknown here" };
  const [record] = readCsv(item, { relaxed: false }) ?? [];
  if (record === undefined) return { why: "a quote stands inside a field" };
  return record.fields.map((field) => {
    const equals = field.indexOf("=");
    if (equals < 1) return { value: field.trim() };
    return { key: field.slice(0, equals).trim().toLowerCase(), value: field.slice(equals + 1).trim() };
  });
}

/** Whether a step of the reading ended with a fault. */
export function isFault(outcome: unknown): outcome is Fault {
  return typeof outcome === "object" && outcome !== null && "why" in outcome;
}
