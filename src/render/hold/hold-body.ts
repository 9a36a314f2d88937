import { type HoldData, holdBlock } from "../../core/holds/hold-issue.ts";
import { cut } from "../../core/lib/clean.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { momentWords } from "../../core/lib/moment.ts";
import { someOf, thousands } from "../../core/lib/text.ts";
import { type PublicationId, printPublicationId } from "../../core/publish/observation.ts";
import { code, escapeMarkdown, markdownTable } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";

/** What an issue that holds streams is made from. */
export interface HoldDraft {
  data: HoldData;
  /** What the streams of its units stay at. */
  heldDigests: readonly { name: string; digest?: Digest; stamp?: PublicationId }[];
  /** The page of the run that made it. */
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
      digest === undefined ? "what it shows" : code(digest),
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
    ...(parts.length > 0 ? [`**Lifted**: ${someOf(parts, maxPartialReleases)}`] : []),
    "While this issue is open, no run moves these streams. Builds and promotions go on: they are tested, and get timestamp tags.",
    "**To lift it, close this issue** by hand: the next run then moves each stream to its newest image, without a build, unless another hold is on it. `command: resume` lifts all holds, and moves the stream at once. A keyword in a commit or a pull request (“fixes” with this issue's number) closes the issue, but does not lift the hold.",
    `By ${expires} it should be over. From then on it still holds, and runs are red: give it a later \`expires\`, below, if it has to last.`,
    "What Tagstream reads (edited into something that it cannot read, the issue holds whatever its title names):",
    holdBlock(data),
    "",
  ].join("\n\n");
}
