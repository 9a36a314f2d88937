import { parse } from "yaml";
import { fileOf } from "../files.ts";
import { changeText, knownText, knownValue, shownText, type Text } from "../text.ts";
import type { OutputCommand } from "./command.ts";
import { filterInput } from "./filters.ts";
import { readOptions } from "./options.ts";

/** `jq` and `yq` with paths, `map("…" + .)` and `join("…")`. */
export const jq: OutputCommand = (call) => {
  const options = readOptions(call.args);
  if (options === undefined) return undefined;
  const [first, ...others] = options.operands;
  const isEval = call.name === "yq" && ["e", "eval"].includes(knownValue(first ?? []) ?? "");
  const [filter, file] = isEval ? others : [first, ...others];
  const program = knownValue(filter ?? []);
  const input = filterInput(call, file);
  if (program === undefined || input === undefined) return undefined;
  const isRaw = call.name === "yq" || options.flags.has("r") || options.flags.has("raw-output") || options.flags.has("j");
  return changeText(input, (text) => {
    const values = runFilter(parseDocument(text), program);
    return values?.map((value) => `${isRaw && typeof value === "string" ? value : JSON.stringify(value)}\n`).join("");
  });
};

function parseDocument(text: string): unknown {
  if (text.length > 500_000) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    try {
      return parse(text, { logLevel: "error" });
    } catch {
      return undefined;
    }
  }
}

/** The values of a filter; undefined if it is more than this reader knows. */
function runFilter(document: unknown, program: string): unknown[] | undefined {
  let values: unknown[] = [document];
  for (const step of program.split("|").map((text) => text.trim())) {
    const next = values.map((value) => runStep(value, step));
    if (next.includes(undefined)) return undefined;
    values = next.flatMap((results) => results ?? []);
  }
  return values;
}

function runStep(value: unknown, step: string): unknown[] | undefined {
  if (value === undefined) return undefined;
  const joined = /^join\("([^"\\]*)"\)$/.exec(step)?.[1];
  if (joined !== undefined) return Array.isArray(value) ? [value.join(joined)] : undefined;
  const [map, before, after] = /^map\((?:"([^"\\]*)"\s*\+\s*)?\.(?:\s*\+\s*"([^"\\]*)")?\)$/.exec(step) ?? [];
  if (map !== undefined) {
    return Array.isArray(value) ? [value.map((item) => `${before ?? ""}${String(item)}${after ?? ""}`)] : undefined;
  }
  return walkPath(value, step);
}

const pathStep = /\.?\[\]|\.?\["([^"]+)"\]|\[(\d+)\]|\."([^"]+)"|\.([A-Za-z_][\w-]*)|\.$/y;

function walkPath(document: unknown, path: string): unknown[] | undefined {
  let values: unknown[] = [document];
  pathStep.lastIndex = 0;
  let at = 0;
  while (at < path.length) {
    pathStep.lastIndex = at;
    const match = pathStep.exec(path);
    if (match === null) return undefined;
    at += match[0].length;
    const [, quoted, index, dotted, name] = match;
    const key = quoted ?? index ?? dotted ?? name;
    if (key !== undefined) values = values.map((value) => memberOf(value, key));
    else if (match[0].endsWith("[]")) values = values.flatMap((value) => (Array.isArray(value) ? value : []));
  }
  return values.includes(undefined) ? undefined : values;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

/** `node -p` and `node -e` that print a member of a JSON file. */
export const node: OutputCommand = ({ shell, args }) => {
  const options = readOptions(args);
  const script = knownValue(options?.operands[0] ?? []) ?? "";
  const isPrinting = options?.flags.has("p") === true || options?.flags.has("print") === true;
  const inner = /^\s*(?:console\.log|process\.stdout\.write)\((.*)\)\s*;?\s*$/s.exec(script)?.[1] ?? (isPrinting ? script : "");
  const [, file, path] = /^\s*require\(\s*["'`]([^"'`]+)["'`]\s*\)((?:\.\w+)+)\s*;?\s*$/.exec(inner) ?? [];
  if (file === undefined) return undefined;
  const content = fileOf(shell, knownText(file)) ?? fileOf(shell, knownText(`${file}.json`));
  return member(content, path ?? "");
};

/** `npm pkg get version`: with quotes, as npm prints it. */
export const npm: OutputCommand = ({ shell, args }) => {
  const [first, second, key, ...rest] = args.map((arg) => knownValue(arg));
  if (first !== "pkg" || second !== "get" || key === undefined || rest.length > 0) return undefined;
  const text = member(fileOf(shell, knownText("package.json")), `.${key}`);
  return text === undefined ? undefined : changeText(text, (value) => `${JSON.stringify(value.trimEnd())}\n`);
};

function member(content: Text | undefined, path: string): Text | undefined {
  if (content === undefined) return undefined;
  return changeText(
    content,
    (text) => {
      const value = walkPath(parseDocument(text), path)?.[0];
      return typeof value === "string" || typeof value === "number" ? `${value}\n` : undefined;
    },
    shownText(content).slice(0, 80),
  );
}
