import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { thousands } from "../../core/lib/text/words.ts";
import type { SharedChange } from "../../core/packages/across-platforms.ts";
import type { UnitChanges } from "../../core/packages/unit-changes.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { changesView, kindNote, nameWords, versionsWords } from "./changes-view.ts";

export interface ChangesTableOptions {
  style?: Style;
  /** Whether to list every changed package. Otherwise the table has ten of the operating system. */
  all?: boolean;
}

/** Most rows of a unit's table, where it lists the first or all. */
const maxRows = 10;
const maxAll = 5000;

/** What changed in each unit, for a log and a terminal, as lines of text. */
export function changesTable(changes: readonly UnitChanges[], options: ChangesTableOptions = {}): string[] {
  return changes.flatMap((one) => unitLines(one, options));
}

function unitLines(changes: UnitChanges, { style = plainStyle, all = false }: ChangesTableOptions): string[] {
  const { unit, now, before, facts, rows, others, lines } = changesView(changes);
  const listed = all ? [...rows, ...others] : rows;
  const shown = listed.slice(0, all ? maxAll : maxRows);
  const more = listed.length - shown.length;
  return [
    [`${style.bold(oneLine(unit))}  ${now}, after ${before}`, ...facts.map(oneLine)].join(" · "),
    ...(shown.length === 0 ? [] : tableOf(shown, style)),
    ...(more > 0 ? [`  … and ${thousands(more)} more`] : []),
    ...lines.map((line) => `  ${oneLine(line)}`),
  ];
}

function tableOf(changes: readonly SharedChange[], style: Style): string[] {
  const header: Cell[] = ["package", "before", "now"].map((text) => ({ text, paint: style.dim }));
  const rows = changes.map((change): Cell[] => [
    nameWords(change),
    versionsWords(change.before),
    versionsWords(change.now),
    { text: kindNote(change), paint: change.kind === "backwards" ? style.yellow : style.dim },
  ]);
  return textTable([header, ...rows]);
}
