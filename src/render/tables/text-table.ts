import { oneLine } from "../../core/lib/text/clean.ts";
import { width } from "../../core/lib/text/display-width.ts";

/** A cell: its text and, optionally, a style, which takes no width. */
export type Cell = string | { text: string; paint: (text: string) => string };

/** A table as lines of text: aligned columns, two spaces between them, no trailing spaces. */
export function textTable(rows: readonly (readonly Cell[])[], indent = "  "): string[] {
  const texts = rows.map((row) => row.map((cell) => oneLine(typeof cell === "string" ? cell : cell.text)));
  const columns = Math.max(0, ...texts.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    texts.reduce((widest, row) => Math.max(widest, width(row[column] ?? "")), 0),
  );
  return rows.map((row, index) => {
    const last = (texts[index] ?? []).findLastIndex((text) => text !== "");
    const cells = row.slice(0, last + 1).map((cell, column) => {
      const text = texts[index]?.[column] ?? "";
      const space = column === last ? "" : " ".repeat((widths[column] ?? 0) - width(text));
      return `${typeof cell === "string" || text === "" ? text : cell.paint(text)}${space}`;
    });
    return `${indent}${cells.join("  ")}`.trimEnd();
  });
}
