import { count, thousands } from "../../core/lib/text/words.ts";
import type { SharedChange } from "../../core/packages/across-platforms.ts";
import type { UnitChanges } from "../../core/packages/unit-changes.ts";
import { type Part, withinLimit } from "../summary/within-limit.ts";
import { escapeHtml, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";
import { type ChangesView, changesView, kindNote, nameWords, versionsWords } from "./changes-view.ts";

/** Most rows of a unit's table, and of the folded one with all its packages. */
const maxRows = 10;
const maxFolded = 300;

/** In bytes. GitHub discards a step's summary of more than 1 MiB, and the run's result needs most. */
const maxBytes = 300_000;

/**
 * What changed in each unit, Markdown for GitHub's job summary. Folded tables are the first to go
 * where room is short. Escapes names, versions and reasons: a stranger may have chosen them.
 * @param url the run's page
 */
export function changesMarkdown(changes: readonly UnitChanges[], url: string | undefined, most = maxBytes): string {
  const views = inOrder(changes);
  if (views.length === 0) return "";
  const parts: Part[] = [
    { rank: 1, text: "### What changed" },
    ...views.flatMap((view) => [
      { rank: 2, text: sectionOf(view) },
      { rank: 3, text: foldOf(view) },
    ]),
  ];
  return withinLimit(
    parts.filter(({ text }) => text !== ""),
    most,
    url,
  );
}

/** The same for a comment, folded as one block; empty if nothing is known to differ. */
export function changesFold(changes: readonly UnitChanges[]): string {
  const views = inOrder(changes).filter(({ isSame }) => !isSame);
  if (views.length === 0) return "";
  return folded("What changes, compared with the published images", views.map(sectionOf).join("\n\n"));
}

/** For a table's cell: `3 packages, base moved, +12 MB`. */
export function changesCell(changes: UnitChanges | undefined): string {
  return changes === undefined ? "" : escapeMarkdown(changesView(changes).brief.join(", "));
}

/** Units with differences first. */
function inOrder(changes: readonly UnitChanges[]): ChangesView[] {
  const views = changes.map(changesView);
  return [...views.filter(({ isSame }) => !isSame), ...views.filter(({ isSame }) => isSame)];
}

function sectionOf(view: ChangesView): string {
  const { unit, now, before, facts, rows, lines } = view;
  const heading = [
    `**${escapeMarkdown(unit)}** ${escapeMarkdown(`${now}, after ${before}`)}`,
    ...facts.map((fact) => escapeMarkdown(fact)),
  ];
  const more = rows.length - maxRows;
  const rest = [
    ...(more > 0 ? [`… and ${count(more, "more package", "more packages")}`] : []),
    ...lines.map((line) => escapeMarkdown(line)),
  ];
  return [
    heading.join(" · "),
    ...(rows.length > 0 ? [tableOf(rows.slice(0, maxRows))] : []),
    ...(rest.length > 0 ? [rest.join("  \n")] : []),
  ].join("\n\n");
}

/** All changed packages, if the table leaves some out. */
function foldOf({ unit, rows, others }: ChangesView): string {
  const all = [...rows, ...others];
  if (others.length === 0 && rows.length <= maxRows) return "";
  const more = all.length - maxFolded;
  const body = `${tableOf(all.slice(0, maxFolded))}${more > 0 ? `\n\n… and ${thousands(more)} more.` : ""}`;
  return folded(`${escapeHtml(unit)}: all ${count(all.length, "changed package")}`, body);
}

function tableOf(changes: readonly SharedChange[]): string {
  const notes = changes.map(kindNote);
  const hasNotes = notes.some((note) => note !== "");
  const rows = changes.map((change, index) => [
    ...[nameWords(change), versionsWords(change.before), versionsWords(change.now)].map((text) => escapeMarkdown(text)),
    ...(hasNotes ? [notes[index] ?? ""] : []),
  ]);
  return markdownTable(["package", "before", "now", ...(hasNotes ? [""] : [])], rows);
}
