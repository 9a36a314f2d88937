import type { Status } from "../../core/status/status.ts";
import { escapeHtml } from "../text/markdown.ts";

/**
 * The page: one HTML text that asks for nothing else.
 * @param template the page without its data (`tagstream:page`)
 * @param data base64 of the gzipped data
 */
export function statusPage(status: Status, data: string, template: string): string {
  const parts: Record<string, string> = { title: escapeHtml(titleOf(status)), overview: plainOverview(status), data };
  return template.replace(/%(title|overview|data)%/g, (_, name: string) => parts[name] ?? "");
}

function titleOf({ source }: Status): string {
  const name = source?.split("/").slice(-2).join("/");
  return name === undefined ? "Streams" : `Streams of ${name}`;
}

/** What readers without scripts see. */
function plainOverview({ units, generated }: Status): string {
  const rows = units.map(({ unit, shows, freshness, versionsAlone }) => {
    const shown = shows?.timestamp ?? shows?.digest ?? (versionsAlone ? "versions alone" : "nothing");
    return `<tr>${[unit, shown, versionsAlone ? "" : freshness.state].map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`;
  });
  return [
    `<p>Read at ${escapeHtml(generated)}. The page needs scripts for the rest; <a href="status.json">status.json</a> has all of it.</p>`,
    `<table><thead><tr><th>unit</th><th>shows</th><th>state</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
  ].join("");
}
