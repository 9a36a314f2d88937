import { parse } from "yaml";

/** A value of a YAML file. */
export type Yaml = string | boolean | readonly Yaml[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: Yaml;
}

/** A top-level key with its value, and comments for it and for its items, by key or index. */
export interface Section {
  key: string;
  value: Yaml;
  comment?: string;
  comments?: Readonly<Record<string, string>>;
  /** Whether each item has a line of its own, even if all would fit into one. */
  open?: boolean;
}

const width = 100;

/** Prints sections, short values in flow style. */
export function printSections(sections: readonly Section[]): string {
  return sections.map((section) => `${printSection(section).join("\n")}\n`).join("");
}

function printSection({ key, value, comment, comments = {}, open = false }: Section): string[] {
  const line = `${scalar(key)}: ${flow(value)}`;
  const isShort = !open && Object.keys(comments).length === 0 && line.length <= width;
  if (isShort || typeof value !== "object") return [withComment(line, comment)];
  return [withComment(`${scalar(key)}:`, comment), ...items(value, "  ", comments)];
}

function items(value: readonly Yaml[] | YamlMap, indent: string, comments: Readonly<Record<string, string>> = {}): string[] {
  if (isList(value)) return value.map((item, index) => withComment(`${indent}- ${flow(item)}`, comments[index]));
  return Object.entries(value).flatMap(([key, item]) => {
    const line = `${indent}${scalar(key)}: ${flow(item)}`;
    if (line.length <= width || typeof item !== "object") return [withComment(line, comments[key])];
    return [withComment(`${indent}${scalar(key)}:`, comments[key]), ...items(item, `${indent}  `)];
  });
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}

function withComment(line: string, comment: string | undefined): string {
  if (comment === undefined) return line;
  const behind = `${line} # ${comment}`;
  const [indent] = /^ */.exec(line) ?? [""];
  return behind.length <= width ? behind : `${indent}# ${comment}\n${line}`;
}

function flow(value: Yaml): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return scalar(value);
  if (isList(value)) return `[${value.map(flow).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${scalar(key)}: ${flow(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A text as YAML, quoted where YAML would read something else. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z0-9_./](?:[A-Za-z0-9_./@+ -]|:(?=[A-Za-z0-9/]))*$/.test(text) && text.trim() === text;
  return isPlain && readsAsText(text) ? text : JSON.stringify(text);
}

/** YAML 1.1 reads more words as booleans than 1.2, and people read files with either. */
function readsAsText(text: string): boolean {
  return (
    parse(text) === text &&
    !/^(?:y|n|yes|no|on|off)$/i.test(text) &&
    !/^[\d_.]+(?:[eE:][\d_.]+)*$/.test(text.replace(/^\.$/, "x"))
  );
}
