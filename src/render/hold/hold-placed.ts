import type { Hold } from "../../core/holds/hold.ts";
import { shortDigest } from "../../core/lib/digest.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count } from "../../core/lib/text/words.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { isOneOf } from "../text/links.ts";
import { escapeMarkdown, fenced } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";
import type { HoldDraft } from "./hold-body.ts";

/** The streams that a hold keeps or, without `hold`, would keep: lines of text. */
export function holdPlacedTable(draft: HoldDraft, hold: Hold | undefined, style: Style = plainStyle): string[] {
  const rows: Cell[][] = draft.heldDigests.map(({ name, digest, stamp }) => [
    name,
    digest === undefined ? "its current image" : shortDigest(digest),
    stamp === undefined ? "" : printPublicationId(stamp),
  ]);
  const header: Cell[] = ["unit", "stays at", "published as"].map((text) => ({ text, paint: style.dim }));
  return [
    style.bold(headline(draft, hold)),
    "",
    ...textTable([header, ...rows]),
    "",
    `  until ${draft.data.expires}, owner ${oneLine(draft.data.owner)}: ${oneLine(draft.data.reason)}`,
    `  ${hold ? `To release it, close ${oneLine(hold.url)} or run \`resume\`.` : "Dry run: no hold was opened."}`,
  ];
}

/** The same for the job summary. */
export function holdPlacedMarkdown(draft: HoldDraft, hold: Hold | undefined): string {
  const [, , ...lines] = holdPlacedTable(draft, hold);
  const link = hold && isPage(hold.url) ? `\n\n[The hold](${hold.url})` : "";
  return `### ${escapeMarkdown(headline(draft, hold), isOneOf(hold?.issue))}\n\n${fenced(lines.join("\n"))}${link}\n`;
}

function headline({ heldDigests }: HoldDraft, hold: Hold | undefined): string {
  return hold ? `${count(heldDigests.length, "image")} held by #${hold.issue}` : `${count(heldDigests.length, "image")} to hold`;
}
