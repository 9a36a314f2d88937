import { count, thousands } from "../../core/lib/text/words.ts";
import type { ExplainedChange, LeftPin } from "../../core/pins/pin-result.ts";
import { imageOf } from "../../core/pins/proposal.ts";
import { firstThatFits, rowsOfComments } from "../comment/comment-size.ts";
import { bulletList, code, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";
import { fromWords, sameChanges, toWords, whyMarkdown } from "./pin-cells.ts";

/** What a pull request with pins says. */
export interface PinsText {
  /** Never empty. */
  changes: readonly ExplainedChange[];
  left: readonly LeftPin[];
  /** The page of the configuration's repository. */
  page?: string;
}

/**
 * The text of a pull request, Markdown within GitHub's limit. Escapes everything that comes from files,
 * issues and registries.
 */
export function pullRequestBody(text: PinsText): string {
  return firstThatFits([...rowsOfComments, 3].map((most) => () => bodyWith(text, most)));
}

function bodyWith({ changes, left, page }: PinsText, most: number): string {
  const groups = sameChanges(changes);
  const rows = groups
    .slice(0, most)
    .flatMap(([first]) =>
      first ? [[code(imageOf(first.unit)), code(fromWords(first)), code(toWords(first)), whyMarkdown(first.because, page)]] : [],
    );
  const parts = [
    markdownTable(["image", "from", "to", "because"], rows),
    ...more(groups.length - rows.length, "images"),
    folded(
      `${count(changes.length, "pin")} in ${count(new Set(changes.map(({ path }) => path)).size, "file")}`,
      lines(changes.map(lineOf), most),
    ),
    ...(left.length === 0 ? [] : [folded(`Left as they are: ${thousands(left.length)}`, lines(left.map(leftLine), most))]),
    `Tagstream${sourceOf(page)} made this pull request from what the images' tags show, rollbacks and holds included. It changes nothing but these pins, and updates this pull request in place. Close it to decline exactly these pins; commit to it, and Tagstream leaves it to you.`,
  ];
  return parts.join("\n\n");
}

/** Who asks: the files may be in a repository whose people do not know where the images come from. */
function sourceOf(page: string | undefined): string {
  if (page === undefined || !isPage(page)) return "";
  return ` in [${escapeMarkdown(page.split("/").slice(-2).join("/"))}](${page})`;
}

function lineOf({ path, line, repository, to }: ExplainedChange): string {
  return `${code(`${path}:${line}`)} ${code(`${repository}:${to.tag}`)}`;
}

/** A reference, or a file, that stays. */
export function leftLine({ path, line, text, reason }: LeftPin): string {
  const where = code(line === undefined ? path : `${path}:${line}`);
  return `${where}${text === undefined ? "" : ` ${code(text)}`}: ${escapeMarkdown(reason)}`;
}

function lines(items: readonly string[], most: number): string {
  return [bulletList(items.slice(0, most)), ...more(items.length - most, "")].join("\n\n");
}

function more(number: number, of: string): string[] {
  return number > 0 ? [`… and ${thousands(number)} more${of === "" ? "" : ` ${of}`}.`] : [];
}
