import type { Source } from "./violation.ts";

export interface Import {
  specifier: string;
  line: number;
}

// Biome formats the sources: a statement begins a line, and its module stands in double quotes.
const forms = [/^(?:import|export)\b[^;"'`]*?\bfrom "([^"]+)"/gm, /^import "([^"]+)"/gm, /\b(?:import|require)\(\s*"([^"]+)"/g];

/** Finds what a file imports: values and types, re-exports, `import()`. */
export function findImports({ text }: Source): Import[] {
  return forms
    .flatMap((form) => [...text.matchAll(form)])
    .map((match) => ({ specifier: match[1] ?? "", line: lineAt(text, match.index + match[0].length) }))
    .sort((a, b) => a.line - b.line);
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
