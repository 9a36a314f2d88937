/** A table in GitHub's Markdown, without padding: the cells are Markdown, and may be anything but several lines. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `|${cells.map(cell).join("|")}|`;
  return [line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return ` ${text} `.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
}
