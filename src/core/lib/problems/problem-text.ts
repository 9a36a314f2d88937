import { clean } from "../text/clean.ts";
import { width } from "../text/display-width.ts";
import { plainStyle, type Style } from "../text/style.ts";
import type { Problem } from "./problem.ts";

/** Where a problem is, `file:line:column`. Empty without a place. */
export function problemLocation({ file, line, column }: Problem): string {
  return [file, ...(file === undefined ? [] : [line, column])].filter((part) => part !== undefined).join(":");
}

/** A problem as text for a log: where, what, how to fix it, and the code at the end. */
export function problemText(problem: Problem): string {
  const place = problemLocation(problem);
  return `${place === "" ? "" : `${place} `}${clean(problem.message).trimEnd()} [${problem.code}]`;
}

/**
 * A problem as lines for a terminal: wrapped at `columns`, the message indented behind the place,
 * the code at the right. It never wraps an indented line of the message: that is another program's
 * output.
 */
export function problemLines(problem: Problem, columns: number, style: Style = plainStyle): string[] {
  const place = problemLocation(problem);
  const indent = place === "" || width(place) > columns / 2 ? 0 : width(place) + 2;
  const lines = clean(problem.message)
    .trimEnd()
    .split("\n")
    .flatMap((line) => wrap(line, columns - indent));
  const code = `[${problem.code}]`;
  const last = width(lines.at(-1) ?? "") + 3 + code.length;
  if (last > columns - indent) lines.push("");
  const space = " ".repeat(Math.max(0, columns - indent - width(lines.at(-1) ?? "") - code.length));
  const paint = problem.severity === "error" ? style.red : style.yellow;
  const body = lines.map((line, index) => (index === lines.length - 1 ? `${line}${space}${style.dim(code)}` : line));
  if (place === "") return body;
  if (indent === 0) return [paint(place), ...body];
  return body.map((line, index) => (index === 0 ? `${paint(place)}  ${line}` : `${" ".repeat(indent)}${line}`));
}

/** A line wrapped at spaces. A word longer than a line stays whole, so that people can copy it. */
function wrap(line: string, columns: number): string[] {
  if (width(line) <= columns || /^\s/.test(line)) return [line];
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && width(current) + 1 + width(word) > columns) {
      lines.push(current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}
