import { extendedPattern } from "../conditions.ts";
import { knownValue } from "../text.ts";
import type { OutputCommand } from "./command.ts";
import { filterInput, mapLines } from "./filters.ts";
import { readOptions } from "./options.ts";

/** A basic regular expression as an extended one: `\(` groups there, `(` here. */
function extendedOf(basic: string): string {
  return basic.replaceAll(/\\([(){}+?|])|([(){}+?|])/g, (_, escaped?: string, bare?: string) => escaped ?? `\\${bare ?? ""}`);
}

/** `grep` on a text: lines, or with `-o` what matches. */
export const grep: OutputCommand = (call) => {
  const options = readOptions(call.args, ["e", "m", "A", "B", "max-count", "regexp"]);
  if (options === undefined) return undefined;
  const { flags, values, operands } = options;
  const given = values["e"] ?? values["regexp"];
  const [first, ...others] = operands;
  const source = given ?? knownValue(first ?? []);
  const files = given === undefined ? others : operands;
  if (source === undefined || source.includes("\n") || files.length > 1 || values["A"] !== undefined || values["B"] !== undefined)
    return undefined;
  const isExtended = flags.has("E") || flags.has("P") || call.name === "egrep";
  // `\K` starts the match anew: what stands before it is a look-behind.
  const [behind, ahead] = source.split("\\K");
  const joined = ahead === undefined ? source : `(?<=${behind ?? ""})${ahead}`;
  const pattern = extendedPattern(isExtended ? joined : extendedOf(joined), flags.has("i") ? "gi" : "g");
  if (pattern === undefined || flags.has("c") || flags.has("l") || flags.has("r")) return undefined;
  const limit = Number(values["m"] ?? values["max-count"] ?? Number.POSITIVE_INFINITY);
  return mapLines(filterInput(call, files[0]), (lines) => {
    const found = lines.filter((line) => (line.match(pattern) !== null) !== flags.has("v")).slice(0, limit);
    return flags.has("o") ? found.flatMap((line) => line.match(pattern) ?? []) : found;
  });
};

interface Substitution {
  pattern: RegExp;
  replacement: string;
  prints: boolean;
}

/** `sed` with substitutions alone. */
export const sed: OutputCommand = (call) => {
  const options = readOptions(call.args, ["e", "expression"]);
  if (options === undefined || options.flags.has("i")) return undefined;
  const { flags, values, operands } = options;
  const given = values["e"] ?? values["expression"];
  const [first, ...others] = operands;
  const program = given ?? knownValue(first ?? []);
  const [file] = given === undefined ? others : operands;
  const isExtended = flags.has("E") || flags.has("r");
  const steps = readProgram(program ?? "", isExtended);
  if (steps === undefined) return undefined;
  const isQuiet = flags.has("n");
  return mapLines(filterInput(call, file), (lines) =>
    lines.flatMap((line) => {
      let text = line;
      let printed = false;
      for (const { pattern, replacement, prints } of steps) {
        const changed = text.replace(pattern, replacement);
        if (prints && pattern.test(text)) printed = true;
        pattern.lastIndex = 0;
        text = changed;
      }
      return isQuiet && !printed ? [] : [text];
    }),
  );
};

function readProgram(program: string, isExtended: boolean): Substitution[] | undefined {
  const steps: Substitution[] = [];
  let rest = program.trim();
  while (rest !== "") {
    const step = readStep(rest, isExtended);
    if (step === undefined) return undefined;
    steps.push(step.substitution);
    rest = step.rest;
  }
  return steps.length === 0 ? undefined : steps;
}

function readStep(text: string, isExtended: boolean): { substitution: Substitution; rest: string } | undefined {
  const mark = text[1] ?? "";
  if (!text.startsWith("s") || mark === "" || /[\w\s\\]/.test(mark)) return undefined;
  const [from = "", to = "", tail = ""] = splitAt(text.slice(2), mark);
  const [all, letters = ""] = /^([gpIi]*)[ \t]*(?:[;\n]\s*|$)/.exec(tail) ?? [];
  const flags = `${letters.includes("g") ? "g" : ""}${/i/i.test(letters) ? "i" : ""}`;
  const pattern = extendedPattern(isExtended ? from : extendedOf(from), flags);
  if (all === undefined || pattern === undefined) return undefined;
  const substitution = { pattern, replacement: replacementOf(to), prints: letters.includes("p") };
  return { substitution, rest: tail.slice(all.length) };
}

/** A replacement of `sed` as JavaScript has it. */
function replacementOf(text: string): string {
  return text.replaceAll("$", "$$$$").replaceAll(/\\(\d)|\\(.)|&/g, (whole, group?: string, literal?: string) => {
    if (whole === "&") return "$&";
    return group === undefined ? (literal ?? "") : `$${group}`;
  });
}

/** The pattern, the replacement and what follows. An escaped mark is the mark itself. */
function splitAt(text: string, mark: string): string[] {
  const parts: string[] = [];
  let part = "";
  let at = 0;
  for (; at < text.length && parts.length < 2; at += 1) {
    const character = text[at] ?? "";
    if (character === mark) {
      parts.push(part);
      part = "";
    } else if (character === "\\") {
      at += 1;
      part += text[at] === mark ? mark : `\\${text[at] ?? ""}`;
    } else {
      part += character;
    }
  }
  return [...parts, text.slice(at)];
}
