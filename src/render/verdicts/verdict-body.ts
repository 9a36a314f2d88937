import { shortDigest } from "../../core/lib/digest.ts";
import { fitsIssue } from "../../core/lib/issue-block.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { thousands } from "../../core/lib/text/words.ts";
import { momentWords } from "../../core/lib/time/moment.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { standingVerdicts } from "../../core/verdicts/standing.ts";
import type { Named, Statement, Yank } from "../../core/verdicts/verdict.ts";
import { printVerdicts, type VerdictLog } from "../../core/verdicts/verdict-data.ts";
import { printYanks } from "../../core/verdicts/yank-data.ts";
import { code, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";

const maxRows = 50;
/** The most characters of a reason in a table. */
const longestReason = 200;

/**
 * The text of the issue of one following stream: for people first, then the block of data.
 * @param forms of the data, ever shorter: the first that GitHub accepts. Undefined if it accepts none
 */
export function verdictBody(forms: readonly VerdictLog[]): string | undefined {
  return firstThatFits(forms, bodyOfVerdicts);
}

/** The same for the issue with yanks. */
export function yankBody(forms: readonly (readonly Yank[])[]): string | undefined {
  return firstThatFits(forms, bodyOfYanks);
}

function firstThatFits<Data>(forms: readonly Data[], print: (data: Data, most: number) => string): string | undefined {
  for (const form of forms) {
    const text = [maxRows, 5].map((most) => print(form, most)).find(fitsIssue);
    if (text !== undefined) return text;
  }
  return undefined;
}

function bodyOfVerdicts(log: VerdictLog, most: number): string {
  const standing = standingVerdicts(log.verdicts).toReversed();
  const advances = log.advances.toReversed();
  return [
    `What people say of the images that ${code(log.stream)} follows. Each person's last verdict counts.`,
    ...table(["image", "published as", "verdict", "by", "at", "reason"], standing, most, ({ unit, verdict, ...said }) => [
      code(unit),
      ...publication(said),
      `**${verdict}**`,
      ...statement(said),
    ]),
    ...(advances.length === 0 ? [] : ["Published before their time, with `advance`:"]),
    ...table(["image", "of", "published as", "by", "at", "reason"], advances, most, ({ follower, unit, ...said }) => [
      code(follower),
      code(unit),
      ...publication(said),
      ...statement(said),
    ]),
    "To judge an image, run the command `verify`; with `undo` it takes back all verdicts on that image. Verdicts count whether this issue is open or closed.",
    folded("Data for Tagstream: without a readable block, the stream does not move", printVerdicts(log)),
    "",
  ].join("\n\n");
}

function bodyOfYanks(yanks: readonly Yank[], most: number): string {
  const columns = ["image", "published as", "by", "at", "reason"];
  const standing = yanks.filter(({ undone }) => !undone).toReversed();
  const taken = yanks.flatMap(({ undone, ...yank }) => (undone ? [{ ...yank, undone }] : [])).toReversed();
  return [
    "Nothing may use these images again: no rollback, no following stream, no promotion.",
    ...table(columns, standing, most, ({ unit, ...said }) => [code(unit), ...publication(said), ...statement(said)]),
    ...(taken.length === 0 ? [] : ["Taken back:"]),
    ...table(columns, taken, most, ({ unit, undone, ...said }) => [code(unit), ...publication(said), ...statement(undone)]),
    "To yank an image, run the command `yank`; with `undo` it takes a yank back. Yanks count whether this issue is open or closed.",
    folded("Data for Tagstream: without a readable block, no image is chosen by itself", printYanks(yanks)),
    "",
  ].join("\n\n");
}

function table<Row>(columns: readonly string[], rows: readonly Row[], most: number, cells: (row: Row) => string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length - most;
  return [markdownTable(columns, rows.slice(0, most).map(cells)), ...(more > 0 ? [`… and ${thousands(more)} more.`] : [])];
}

function publication({ stamp, digest }: Omit<Named, "unit">): string[] {
  return [`${code(printPublicationId(stamp))} ${code(shortDigest(digest))}`];
}

function statement({ by, at, reason }: Statement): string[] {
  return [escapeMarkdown(by), momentWords(at), escapeMarkdown(cut(reason, longestReason))];
}
