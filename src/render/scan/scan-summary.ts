import { cut } from "../../core/lib/text/clean.ts";
import { count } from "../../core/lib/text/words.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { escapeMarkdown } from "../text/markdown.ts";
import { scanBrief, scanLine } from "./scan-line.ts";

/** Most units, and characters of each, that the summary shows. */
const maxLines = 30;
const maxLineLength = 1000;

/**
 * What the scanners found in the images of a run, compared with the published ones: Markdown for
 * the job's summary. Units without a difference share a line. Empty if nothing was scanned.
 */
export function scanSummary(results: readonly UnitResult[]): string {
  const scanned = results.flatMap(({ unit, record, failed }) =>
    record?.scan ? [{ name: unit.name, scan: record.scan, failed }] : [],
  );
  if (scanned.length === 0) return "";
  const telling = scanned.filter(({ scan }) => scanBrief(scan) !== "" || scan.some((one) => !("fixed" in one)));
  const sorted = [...telling.filter(({ failed }) => failed), ...telling.filter(({ failed }) => !failed)];
  const lines = sorted
    .slice(0, maxLines)
    .map(({ name, scan }) => `- **${escapeMarkdown(name)}** ${escapeMarkdown(cut(scanLine(scan), maxLineLength))}`);
  const more = sorted.length - lines.length;
  const same = scanned.length - telling.length;
  return [
    "**Vulnerabilities, compared with the published images**",
    [
      ...lines,
      ...(more > 0 ? [`- … and ${count(more, "more image")}`] : []),
      ...(same > 0 ? [`- ${count(same, telling.length === 0 ? "image" : "other image")}: none fixed, none new`] : []),
    ].join("\n"),
  ].join("\n\n");
}
