import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, thousands } from "../../core/lib/text/words.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { bulletList, code, escapeMarkdown, markdownTable } from "../text/markdown.ts";
import { type Attention, type AttentionKind, attentionKinds, attentionOf, attentionPaints } from "./needs-attention.ts";

/** Most units that a screen, and the job summary, name. */
const maxRows = 20;

/** What a count is called: `3 waiting`. */
const countWords: Record<AttentionKind, string> = {
  unknown: "unknown",
  stale: "not fresh",
  withdrawn: "withdrawn",
  held: "held",
  differs: "with registries that differ",
  waiting: "waiting",
};

interface Row {
  unit: UnitStatus;
  attention: Attention[];
}

/** The units that a person may have to look at, the most urgent kind first, and the counts. */
function read(status: Status): { headline: string; rows: Row[] } {
  const rows = status.units.map((unit): Row => ({ unit, attention: attentionOf(unit, status) }));
  const rank = ({ attention: [first] }: Row): number => (first ? attentionKinds.indexOf(first.kind) : attentionKinds.length);
  const counts = attentionKinds.flatMap((kind) => {
    const number = rows.filter(({ attention }) => attention.some((one) => one.kind === kind)).length;
    return number === 0 ? [] : [`${thousands(number)} ${countWords[kind]}`];
  });
  const what = count(rows.length, "image");
  return {
    headline: `${what}: ${counts.length === 0 ? "nothing needs attention" : counts.join(", ")}`,
    rows: rows.filter(({ attention }) => attention.length > 0).sort((a, b) => rank(a) - rank(b)),
  };
}

/** What needs attention, as lines: at most one screen. */
export function statusTable(status: Status, style: Style = plainStyle): string[] {
  const { headline, rows } = read(status);
  const cells = rows
    .slice(0, maxRows)
    .flatMap(({ unit, attention }) =>
      attention.map(({ kind, words }, index): Cell[] => [
        index === 0 ? unit.unit : "",
        { text: kind, paint: style[attentionPaints[kind]] },
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
      attention.map(({ kind, words }) => `${kind}: ${escapeMarkdown(words)}`).join("<br>"),
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
