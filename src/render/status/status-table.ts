import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, thousands } from "../../core/lib/text/words.ts";
import { countStates, type StateName, stateNames } from "../../core/status/state.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { bulletList, code, escapeMarkdown, markdownTable } from "../text/markdown.ts";
import { type Attention, attentionOf, attentionPaints } from "./needs-attention.ts";

/** Most units that a screen, and the job summary, name. */
const maxRows = 20;

/** What a count is called: `3 waiting`. */
function countWords(name: StateName): string {
  return name === "registries differ" ? "with registries that differ" : name;
}

interface Row {
  unit: UnitStatus;
  attention: Attention[];
}

/** The units that a person may have to look at, the most urgent kind first, and the counts. */
function read(status: Status): { headline: string; rows: Row[] } {
  const rows = status.units.map((unit): Row => ({ unit, attention: attentionOf(unit, status) }));
  const counts = [...countStates(rows.map(({ attention }) => attention))].flatMap(([name, number]) =>
    number === 0 ? [] : [`${thousands(number)} ${countWords(name)}`],
  );
  const what = count(rows.length, "image");
  return {
    headline: `${what}: ${counts.length === 0 ? "nothing needs attention" : counts.join(", ")}`,
    rows: rows.filter(({ attention }) => attention.length > 0).sort((a, b) => rankOf(a) - rankOf(b)),
  };
}

/** Smaller is more urgent. */
function rankOf({ attention: [first] }: Row): number {
  if (!first) return Number.POSITIVE_INFINITY;
  return Object.keys(attentionPaints).indexOf(first.severity) * stateNames.length + stateNames.indexOf(first.name);
}

/** What needs attention, as lines: at most one screen. */
export function statusTable(status: Status, style: Style = plainStyle): string[] {
  const { headline, rows } = read(status);
  const cells = rows
    .slice(0, maxRows)
    .flatMap(({ unit, attention }) =>
      attention.map(({ name, severity, words }, index): Cell[] => [
        index === 0 ? unit.unit : "",
        { text: name, paint: style[attentionPaints[severity]] },
        words,
      ]),
    );
  const more = rows.length - maxRows;
  return [style.bold(headline), ...textTable(cells), ...(more > 0 ? [`  … and ${thousands(more)} more on the page`] : [])];
}

/** The same for the job summary. */
export function statusMarkdown(status: Status): string {
  const { headline, rows } = read(status);
  const shown = rows
    .slice(0, maxRows)
    .map(({ unit, attention }) => [
      code(unit.unit),
      attention.map(({ name, words }) => (words === "" ? name : `${name}: ${escapeMarkdown(words)}`)).join("<br>"),
    ]);
  const more = rows.length - shown.length;
  return [
    `### Status\n\n**${headline}.**`,
    ...(shown.length > 0 ? [markdownTable(["image", "why"], shown)] : []),
    ...(more > 0 ? [`… and ${thousands(more)} more on the page.`] : []),
    ...(status.notes.length > 0 ? [bulletList(status.notes.map((note) => `note: ${escapeMarkdown(note)}`))] : []),
    "",
  ].join("\n\n");
}
