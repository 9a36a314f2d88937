import { globPattern } from "./glob.ts";

/** What a parameter's operator does to a known value; undefined for what this reader does not know. */
export function applyOperator(value: string, operator: string, operands: readonly string[]): string | undefined {
  const [first = "", second = ""] = operands;
  switch (operator) {
    case "#":
    case "##":
      return cut(value, globPattern(first, { lazy: operator === "#", around: (source) => `^${source}` }));
    case "%":
    case "%%":
      return cutEnd(value, first, operator === "%%");
    case ",,":
      return value.toLowerCase();
    case ",":
      return value.slice(0, 1).toLowerCase() + value.slice(1);
    case "^^":
      return value.toUpperCase();
    case "^":
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case ":":
      return slice(value, first, second, operands.length > 1);
    case "@L":
      return value.toLowerCase();
    case "@U":
      return value.toUpperCase();
    default:
      return operator.startsWith("/") ? replace(value, operator, first, second) : undefined;
  }
}

function cut(value: string, pattern: RegExp | undefined): string | undefined {
  return pattern === undefined ? undefined : value.replace(pattern, "");
}

/** Cuts the shortest end that fits, or the longest. */
function cutEnd(value: string, glob: string, longest: boolean): string | undefined {
  const pattern = globPattern(glob);
  if (pattern === undefined || value.length > 2000) return undefined;
  const ends = Array.from({ length: value.length + 1 }, (_, index) => index);
  const at = (longest ? ends : ends.reverse()).find((end) => pattern.test(value.slice(end)));
  return at === undefined ? value : value.slice(0, at);
}

function slice(value: string, offset: string, length: string, hasLength: boolean): string | undefined {
  if (!/^\s*\d*\s*$|^\s+-\d+$/.test(offset) || !/^\s*-?\d*\s*$/.test(length)) return undefined;
  const rest = value.slice(Number(offset));
  if (!hasLength) return rest;
  return rest.slice(0, Number(length));
}

function replace(value: string, operator: string, glob: string, replacement: string): string | undefined {
  const around: Readonly<Record<string, (source: string) => string>> = {
    "/#": (source) => `^${source}`,
    "/%": (source) => `${source}$`,
  };
  const pattern = globPattern(glob, { around: around[operator] ?? ((source) => source) });
  if (pattern === undefined) return undefined;
  // Without a text to replace, the replacement stands before or behind the whole.
  if (glob === "" && around[operator] === undefined) return value;
  return operator === "//"
    ? value.replaceAll(new RegExp(pattern.source, "g"), () => replacement)
    : value.replace(pattern, () => replacement);
}
