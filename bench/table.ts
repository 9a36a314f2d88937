import { textTable } from "../src/render/tables/text-table.ts";

export function heading(text: string): void {
  console.log(`\n${text}\n${"-".repeat(text.length)}`);
}

/** Rows of cells, in columns. */
export function table(rows: readonly (readonly string[])[]): void {
  for (const line of textTable(rows.map((row) => [...row]))) console.log(line);
}
