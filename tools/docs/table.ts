import { maxColumns } from "../rules/check-prose.ts";

/** A table in GitHub's Markdown, without padding. Cells are Markdown of one line. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `|${cells.map(cell).join("|")}|`;
  return [line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return ` ${text} `.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
}

/** A paragraph, wrapped at spaces outside of code. */
export function wrapped(text: string): string {
  const words = text.match(/(?:`[^`]*`|[^\s`])+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > maxColumns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}
