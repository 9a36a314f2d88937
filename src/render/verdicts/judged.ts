import { shortDigest } from "../../core/lib/digest.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count } from "../../core/lib/text/words.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { type Judging, shownWords } from "../../core/verdicts/judged.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { isOneOf } from "../text/links.ts";
import { escapeMarkdown, fenced } from "../text/markdown.ts";
import { noteLine } from "../text/note.ts";
import { isPage } from "../text/run-link.ts";

/** An issue that has it now. */
interface WrittenIssue {
  number: number;
  url: string;
}

/**
 * What a command says of publications: lines of text.
 * @param issues where it is written; undefined in a dry run
 */
export function judgedTable(judging: Judging, issues: readonly WrittenIssue[] | undefined, style: Style = plainStyle): string[] {
  const rows: Cell[][] = judging.images.map(({ unit, stamp, digest, streams }) => [
    unit,
    printPublicationId(stamp),
    shortDigest(digest),
    ...(streams ? [streams.join(", ")] : []),
  ]);
  const columns = ["unit", "published as", "digest", ...(judging.images[0]?.streams ? ["counts for"] : [])];
  const header: Cell[] = columns.map((text) => ({ text, paint: style.dim }));
  return [
    style.bold(headline(judging, issues)),
    "",
    ...textTable([header, ...rows]),
    "",
    `  by ${oneLine(judging.by)}: ${oneLine(judging.reason)}`,
    ...writtenLines(issues),
    ...shownWords(judging).map((words) => `  ${style.red(words)}`),
    ...judging.notes.map((note) => noteLine(note, style)),
  ];
}

/** The same for the job summary. */
export function judgedMarkdown(judging: Judging, issues: readonly WrittenIssue[] | undefined): string {
  const [, , ...lines] = judgedTable(judging, issues);
  const links = (issues ?? []).filter(({ url }) => isPage(url)).map(({ number, url }) => `[#${number}](${url})`);
  const where = links.length === 0 ? "" : `\n\nWritten into ${links.join(", ")}.`;
  return `### ${escapeMarkdown(headline(judging, issues), isOneOf())}\n\n${fenced(lines.join("\n"))}${where}\n`;
}

/** The same as JSON, with a line end. */
export function judgedJson(judging: Judging, issues: readonly WrittenIssue[] | undefined): string {
  const { saying, by, reason, images, notes } = judging;
  const result = {
    version: 1,
    saying,
    by,
    reason,
    images: images.map(({ unit, stamp, digest, streams, shownBy }) => ({
      unit,
      timestamp: printPublicationId(stamp),
      digest,
      ...(streams ? { streams } : {}),
      shownBy,
    })),
    issues: issues ? issues.map(({ number, url }) => ({ number, url })) : null,
    notes,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

function headline({ saying, images }: Judging, issues: readonly WrittenIssue[] | undefined): string {
  const some = count(images.length, "image");
  const done = issues ? "" : "would be ";
  const isNothing = issues?.length === 0;
  switch (saying) {
    case "undone":
      return isNothing ? `No verdict on ${some} to take back` : `Verdicts on ${some} ${done}taken back`;
    case "unyanked":
      return isNothing ? `No yank of ${some} to take back` : `Yank of ${some} ${done}taken back`;
    case "yanked":
      return `${some} ${done}yanked`;
    default:
      return `${some} ${done}judged ${saying}`;
  }
}

function writtenLines(issues: readonly WrittenIssue[] | undefined): string[] {
  if (!issues) return ["  Dry run: nothing was written."];
  if (issues.length === 0) return ["  Nothing was written."];
  return issues.map(({ number, url }) => `  written into #${number}: ${oneLine(url)}`);
}
