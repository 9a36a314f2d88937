import { shortDigest } from "../../core/lib/digest.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { thousands } from "../../core/lib/text/words.ts";
import type { RestoredUnit } from "../../core/rollback/restored.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { type IsOwn, isOneOf } from "../text/links.ts";
import { code, escapeMarkdown, markdownTable } from "../text/markdown.ts";

/** GitHub discards a summary that is too large. */
const maxRows = 500;

/** What streams show after a rollback or a resumption, for a log and a terminal: lines of text. */
export function restoredTable(headline: string, restored: readonly RestoredUnit[], style: Style = plainStyle): string[] {
  const rows = restored.map((one): Cell[] => {
    return [
      one.unit.name,
      one.problem === undefined ? { text: "done", paint: style.green } : { text: "failed", paint: style.red },
      digestWords(one.now),
      digestWords(one.was?.digest),
      one.newest ? printPublicationId(one.newest) : "",
    ];
  });
  const header: Cell[] = ["unit", "result", "shows", "showed", "newest timestamp"].map((text) => ({ text, paint: style.dim }));
  const failed = restored.some((one) => one.failed);
  return [
    (failed ? style.red : style.green)(style.bold(`tagstream · ${headline}`)),
    "",
    ...textTable([header, ...rows]),
    ...restored.flatMap((one) => detailsOf(one, style)),
  ];
}

/** The same for the job summary. @param isOwn for references in the headline */
export function restoredMarkdown(headline: string, restored: readonly RestoredUnit[], isOwn: IsOwn = isOneOf()): string {
  const rows = restored.slice(0, maxRows).map((one) => {
    const { was, unit, now, problem } = one;
    return [
      escapeMarkdown(unit.image),
      code(unit.streamTag),
      now === undefined ? "–" : code(shortDigest(now)),
      was === undefined ? "" : `${code(shortDigest(was.digest))}${was.stamp ? ` (${printPublicationId(was.stamp)})` : ""}`,
      problem === undefined ? "done" : `**failed**: ${escapeMarkdown(cut(problem, 500))}`,
    ];
  });
  const more = restored.length - rows.length;
  const warnings = restored.flatMap(({ unit, warnings: own }) =>
    own.map((warning) => `- **${escapeMarkdown(unit.name)}**: ${escapeMarkdown(cut(warning, 1000))}`),
  );
  return [
    `### ${escapeMarkdown(headline, isOwn)}`,
    markdownTable(["image", "stream", "shows", "showed", "result"], rows),
    ...(more > 0 ? [`… and ${thousands(more)} more: see the log.`] : []),
    ...(warnings.length > 0 ? [warnings.slice(0, maxRows).join("\n")] : []),
  ].join("\n\n");
}

function digestWords(digest: RestoredUnit["wanted"]): string {
  return digest === undefined ? "" : shortDigest(digest);
}

function detailsOf(one: RestoredUnit, style: Style): string[] {
  const { problem } = one;
  return [
    ...(problem === undefined ? [] : [`  ${style.red("✗")} ${one.unit.name}  ${cut(oneLine(problem), 400)}`]),
    ...one.warnings.map((text) => `  ${style.yellow("!")} ${one.unit.name}  ${cut(oneLine(text), 400)}`),
  ];
}
