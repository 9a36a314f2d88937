import { fileOf } from "../files.ts";
import { changeText, knownText, knownValue, type Text } from "../text.ts";
import type { Call, OutputCommand } from "./command.ts";
import { readOptions } from "./options.ts";

/** What a filter reads: its file, or its input. */
export function filterInput({ shell, stdin }: Call, file: Text | undefined): Text | undefined {
  return file === undefined ? stdin : fileOf(shell, file);
}

/** A filter that works line by line. */
export function mapLines(input: Text | undefined, change: (lines: string[]) => string[] | undefined): Text | undefined {
  if (input === undefined) return undefined;
  return changeText(input, (text) => {
    if (text.length > 200_000) return undefined;
    const lines = change(text.replace(/\n$/, "").split("\n"));
    return lines === undefined ? undefined : lines.map((line) => `${line}\n`).join("");
  });
}

/** `head` and `tail`. */
export const head: OutputCommand = (call) => {
  const options = readOptions(call.args.map(lineCount), ["n", "lines"]);
  if (options === undefined) return undefined;
  const count = Number(options.values["n"] ?? options.values["lines"] ?? 10);
  if (!Number.isInteger(count) || options.flags.size > 0) return undefined;
  return mapLines(filterInput(call, options.operands[0]), (lines) =>
    call.name === "head" ? lines.slice(0, count) : count === 0 ? [] : lines.slice(-Math.abs(count)),
  );
};

/** The old form `-1`. */
function lineCount(arg: Text): Text {
  const count = /^-(\d+)$/.exec(knownValue(arg) ?? "")?.[1];
  return count === undefined ? arg : knownText(`-n${count}`);
}

/** `cut` by fields or characters. */
export const cut: OutputCommand = (call) => {
  const options = readOptions(call.args, ["d", "f", "c", "b", "delimiter", "fields", "characters"]);
  if (options === undefined) return undefined;
  const { values, operands } = options;
  const characters = values["c"] ?? values["b"] ?? values["characters"];
  const list = characters ?? values["f"] ?? values["fields"] ?? "";
  const separator = characters === undefined ? (values["d"] ?? values["delimiter"] ?? "\t") : "";
  const ranges = list.split(",").map((range) => /^(\d*)(-?)(\d*)$/.exec(range));
  if (list === "" || ranges.includes(null)) return undefined;
  const isChosen = (position: number) =>
    ranges.some((range) => {
      const [, from = "", dash = "", to = ""] = range ?? [];
      return dash === "" ? position === Number(from) : position >= Number(from || 1) && position <= Number(to || position);
    });
  return mapLines(filterInput(call, operands[0]), (lines) =>
    lines.map((line) => {
      if (separator !== "" && !line.includes(separator)) return line;
      return line
        .split(separator)
        .filter((_, index) => isChosen(index + 1))
        .join(separator);
    }),
  );
};

const sets: Readonly<Record<string, string>> = {
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  lower: "abcdefghijklmnopqrstuvwxyz",
  digit: "0123456789",
  alpha: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  alnum: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  space: " \t\n\r\v\f",
  punct: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
};

function characterSet(text: string): string[] {
  const listed = text
    .replace(/^\[([a-zA-Z0-9]-[a-zA-Z0-9])\]$/, "$1")
    .replaceAll(/\[:(\w+):\]/g, (_, name: string) => sets[name] ?? "")
    .replaceAll(/\\([nrt\\])/g, (_, letter: string) => ({ n: "\n", r: "\r", t: "\t" })[letter] ?? letter);
  return [...listed.replaceAll(/([a-zA-Z0-9])-([a-zA-Z0-9])/g, (_, from: string, to: string) => rangeOf(from, to))];
}

function rangeOf(from: string, to: string): string {
  const start = from.charCodeAt(0);
  return Array.from({ length: Math.max(0, to.charCodeAt(0) - start + 1) }, (_, index) => String.fromCharCode(start + index)).join(
    "",
  );
}

/** `tr`, also with `-d`, `-c` and `-s`. */
export const tr: OutputCommand = ({ args, stdin }) => {
  const options = readOptions(args);
  const [from, to] = (options?.operands ?? []).map((operand) => knownValue(operand));
  if (options === undefined || from === undefined || stdin === undefined) return undefined;
  const source = characterSet(from);
  const target = to === undefined ? [] : characterSet(to);
  const isComplement = options.flags.has("c") || options.flags.has("C");
  const positions = new Map(source.map((character, index) => [character, index]));
  const change = (character: string): string => {
    const position = positions.get(character);
    if ((position === undefined) !== isComplement) return character;
    if (options.flags.has("d")) return "";
    return target[isComplement ? target.length - 1 : (position ?? 0)] ?? target.at(-1) ?? character;
  };
  const squeeze = new Set(options.flags.has("s") ? (target.length > 0 ? target : source) : []);
  return changeText(stdin, (text) =>
    [...text]
      .map(change)
      .filter((character, index, all) => !squeeze.has(character) || all[index - 1] !== character)
      .join(""),
  );
};

/** `basename` and `dirname`. */
export const basename: OutputCommand = ({ name, args }) => {
  const [path, suffix] = args;
  if (path === undefined) return undefined;
  const end = knownValue(suffix ?? []) ?? "";
  return changeText(path, (text) => {
    const [, folder = ".", base = text] = /^(.*)\/([^/]*)$/.exec(text.replace(/\/+$/, "")) ?? [];
    if (name === "dirname") return `${folder}\n`;
    return `${end !== "" && base.endsWith(end) && base !== end ? base.slice(0, -end.length) : base}\n`;
  });
};

/** `xargs` without a command, which trims. */
export const xargs: OutputCommand = ({ args, stdin }) =>
  args.length > 0 || stdin === undefined ? undefined : changeText(stdin, (text) => `${text.trim().split(/\s+/).join(" ")}\n`);

/** `awk` that prints one field of each line. */
export const awk: OutputCommand = (call) => {
  const options = readOptions(call.args, ["F", "v"]);
  const [program, file] = options?.operands ?? [];
  const [, condition, field, first] =
    /^\s*(?:\/([\w "'=.^:-]+)\/)?\s*\{\s*print \$(\d+|NF)\s*(;\s*exit)?\s*\}\s*$/.exec(knownValue(program ?? []) ?? "") ?? [];
  if (options === undefined || field === undefined) return undefined;
  const separator = options.values["F"];
  if (separator !== undefined && /[\\[(*+?|]/.test(separator) && separator.length > 1) return undefined;
  return mapLines(filterInput(call, file), (lines) => {
    const chosen = lines.filter((line) => condition === undefined || new RegExp(condition).test(line));
    const printed = chosen.map((line) => {
      const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
      if (field === "0") return line;
      return (field === "NF" ? fields.at(-1) : fields[Number(field) - 1]) ?? "";
    });
    return first === undefined ? printed : printed.slice(0, 1);
  });
};
