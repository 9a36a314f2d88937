import { escapePattern } from "../../lib/text/escape-pattern.ts";

/** A pattern of the shell as a regular expression; undefined if matching it may take long. */
export function globPattern(
  glob: string,
  options: { lazy?: boolean; around?: (source: string) => string } = {},
): RegExp | undefined {
  const { lazy = false, around = (source) => `^${source}$` } = options;
  const pieces = [...glob.matchAll(/\\(.)|\[([!^]?\]?[^\]]*)\]|[\s\S]/gu)];
  if (pieces.filter(([piece]) => piece === "*").length > 3) return undefined;
  const source = pieces.map(([piece, escaped, set]) => {
    if (escaped !== undefined) return escapePattern(escaped);
    if (set !== undefined) return setPattern(set);
    return wildcard(piece, lazy) ?? escapePattern(piece);
  });
  try {
    return new RegExp(around(source.join("")));
  } catch {
    return undefined;
  }
}

function wildcard(piece: string, lazy: boolean): string | undefined {
  if (piece === "*") return lazy ? "[\\s\\S]*?" : "[\\s\\S]*";
  return piece === "?" ? "[\\s\\S]" : undefined;
}

const classes: Readonly<Record<string, string>> = {
  upper: "A-Z",
  lower: "a-z",
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  space: "\\s",
};

/** The inside of a bracket expression. */
function setPattern(set: string): string {
  const negated = /^[!^]/.test(set);
  const inner = set
    .slice(negated ? 1 : 0)
    .replaceAll(/[\\\]^]/g, "\\$&")
    .replaceAll(/\[:(\w+):/g, (_, name: string) => classes[name] ?? "");
  return `[${negated ? "^" : ""}${inner}]`;
}
