import { nameOf, type PruneReport } from "../../core/retention/pruned.ts";
import { type Part, withinLimit } from "../summary/within-limit.ts";
import { bulletList, code, escapeHtml, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";
import { pruneView, type UnitView } from "./prune-view.ts";

/** In bytes. GitHub discards a step's summary of more than 1 MiB. */
const maxBytes = 700_000;

/**
 * A clean-up for GitHub's job summary, a fold for each unit. Units that lose nothing go first where room is
 * short.
 * @param url the run's page
 */
export function pruneMarkdown(report: PruneReport, url: string | undefined, most = maxBytes): string {
  const { headline, units, others } = pruneView(report);
  const { done, unknown, unread, notes } = report;
  const lost = (done?.lost ?? []).map((one) => `${code(nameOf(one))} had to stay and was gone: ${escapeMarkdown(one.outcome)}`);
  const parts: Part[] = [
    { rank: 1, text: `### ${done ? "" : "Dry run: "}${escapeMarkdown(headline)}` },
    { rank: 2, text: bulletList([...[...unknown, ...unread].map((text) => escapeMarkdown(text)), ...lost]) },
    { rank: 4, text: bulletList(others.map((text) => escapeMarkdown(text))) },
    ...units.map((unit) => ({ rank: unit.isChanged ? 3 : 5, text: unitFold(unit) })),
    { rank: 2, text: bulletList(notes.map((note) => `Note: ${escapeMarkdown(note)}`)) },
  ];
  return withinLimit(
    parts.filter(({ text }) => text !== ""),
    most,
    url,
  );
}

function unitFold({ unit, headline, kept, faults }: UnitView): string {
  const rows = kept.map(({ publications, why }) => [code(publications), escapeMarkdown(why)]);
  const body = [
    ...(faults.length > 0 ? [bulletList(faults.map((fault) => escapeMarkdown(fault)))] : []),
    ...(rows.length > 0 ? [markdownTable(["keeps", "why"], rows)] : []),
  ];
  const title = `<b>${escapeHtml(unit)}</b> · ${escapeHtml(headline)}`;
  return body.length === 0 ? `${title}` : folded(title, body.join("\n\n"));
}
