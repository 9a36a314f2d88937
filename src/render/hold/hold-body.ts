import { type HoldData, holdBlock } from "../../core/holds/hold-issue.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { someOf, thousands } from "../../core/lib/text/words.ts";
import { momentWords } from "../../core/lib/time/moment.ts";
import { type PublicationId, printPublicationId } from "../../core/tags/timestamp.ts";
import { code, escapeMarkdown, markdownTable } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";

/** The content of a hold's issue. */
export interface HoldDraft {
  data: HoldData;
  /** The image that each stream stays at. */
  heldDigests: readonly { name: string; digest?: Digest; stamp?: PublicationId }[];
  /** The page of the run that opens the hold. */
  url?: string;
}

const maxRows = 100;
const maxPartialReleases = 10;

/** The issue's text: for people first, then the block of data. */
export function holdBody({ data, heldDigests, url }: HoldDraft): string {
  const { reason, owner, expires, rollback, partialReleases = [] } = data;
  const by = `by ${escapeMarkdown(owner)}${url !== undefined && isPage(url) ? ` in [this run](${url})` : ""}`;
  const rows = heldDigests
    .slice(0, maxRows)
    .map(({ name, digest, stamp }) => [
      code(name),
      digest === undefined ? "its current image" : code(digest),
      stamp === undefined ? "" : code(printPublicationId(stamp)),
    ]);
  const parts = partialReleases
    .toReversed()
    .flatMap(({ units, at }) => units.map((name) => `${code(name)} at ${momentWords(at)}`));
  const more = heldDigests.length - rows.length;
  return [
    `**${rollback === undefined ? "Held" : "Rolled back and held"}** ${by}: ${escapeMarkdown(cut(reason, 1000))}`,
    markdownTable(["image", "stays at", "published as"], rows),
    ...(more > 0 ? [`… and ${thousands(more)} more.`] : []),
    ...(parts.length > 0 ? [`**Released**: ${someOf(parts, maxPartialReleases)}`] : []),
    "While this issue is open, no run moves these streams. Builds and promotions continue: Tagstream tests these images and gives them timestamp tags.",
    "**To release the hold, close this issue** by hand. The next run then moves each stream to its newest image, without a build, unless another hold covers it. `command: resume` releases all holds on a stream and moves it at once. A keyword in a commit or a pull request (“fixes” with this issue's number) closes the issue, but does not release the hold.",
    `This hold should end by ${expires}. After that day it still holds, but runs fail. To keep it longer, set a later \`expires\` below.`,
    "Tagstream reads this block. If an edit makes it unreadable, the issue holds everything that its title names:",
    holdBlock(data),
    "",
  ].join("\n\n");
}
