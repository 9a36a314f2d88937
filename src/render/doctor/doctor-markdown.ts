import type { Finding } from "../../core/doctor/finding.ts";
import { escapeMarkdown, markdownTable } from "../text/markdown.ts";
import { doctorHeadline, doctorRows } from "./doctor-rows.ts";

/** Most rows of the summary's table. */
const maxRows = 100;

/** A diagnosis for the job's summary. */
export function doctorMarkdown(findings: readonly Finding[]): string {
  const rows = doctorRows(findings).map(({ level, text, remedy }) => [level, escapeMarkdown(text), escapeMarkdown(remedy)]);
  const table = markdownTable(["", "what", "remedy"], rows.slice(0, maxRows));
  const more = rows.length > maxRows ? `\n\n… and ${rows.length - maxRows} more.` : "";
  return `### Doctor\n\n**${doctorHeadline(findings)}**\n\n${table}${more}\n\n`;
}
