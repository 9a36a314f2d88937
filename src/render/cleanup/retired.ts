import type { RetiredTag } from "../../core/cleanup/retire.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, thousands } from "../../core/lib/text/words.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { isOneOf } from "../text/links.ts";
import { code, escapeMarkdown, markdownTable } from "../text/markdown.ts";

/** The outcome of a closed pull request's candidate tags, as lines of text. Omits absent tags. */
export function retiredTable(pullRequest: number, retired: readonly RetiredTag[], style: Style = plainStyle): string[] {
  const reported = reportedOf(retired);
  const rows = reported.map(({ repository, tag, outcome, reason }): Cell[] => [
    `${repository}:${tag}`,
    { text: outcome, paint: { removed: style.green, absent: style.dim, kept: style.yellow, failed: style.red }[outcome] },
    reason ?? "",
  ]);
  const header: Cell[] = ["tag", "outcome", "why"].map((text) => ({ text, paint: style.dim }));
  return [
    style.bold(oneLine(retiredHeadline(pullRequest, retired))),
    ...(rows.length > 0 ? ["", ...textTable([header, ...rows]), ""] : []),
  ];
}

/** The same for the job summary. */
export function retiredMarkdown(pullRequest: number, retired: readonly RetiredTag[]): string {
  const rows = reportedOf(retired)
    .slice(0, maxRows)
    .map(({ repository, tag, outcome, reason }) => [code(`${repository}:${tag}`), outcome, escapeMarkdown(reason ?? "")]);
  const hidden = reportedOf(retired).length - rows.length;
  return [
    `### ${escapeMarkdown(retiredHeadline(pullRequest, retired), isOneOf(pullRequest))}`,
    ...(rows.length > 0 ? [markdownTable(["tag", "outcome", "why"], rows)] : []),
    ...(hidden > 0 ? [`… and ${thousands(hidden)} more: see the log.`] : []),
    "",
  ].join("\n\n");
}

/** GitHub discards a summary that is too large. */
const maxRows = 1000;

/** `#267 is closed: 3 candidate tags removed · 1 stays` */
export function retiredHeadline(pullRequest: number, retired: readonly RetiredTag[]): string {
  const number = (outcome: RetiredTag["outcome"]): number => retired.filter((tag) => tag.outcome === outcome).length;
  const [removed, kept, failed] = [number("removed"), number("kept"), number("failed")];
  if (removed + kept + failed === 0) return `#${pullRequest} is closed and has no candidate tags`;
  const parts = [
    ...(removed > 0 || kept + failed === 0 ? [`${count(removed, "candidate tag")} removed`] : []),
    ...(kept > 0 ? [`${thousands(kept)} ${kept === 1 ? "stays" : "stay"}`] : []),
    ...(failed > 0 ? [`${thousands(failed)} could not be removed`] : []),
  ];
  return `#${pullRequest} is closed: ${parts.join(" · ")}`;
}

function reportedOf(retired: readonly RetiredTag[]): RetiredTag[] {
  return retired.filter(({ outcome }) => outcome !== "absent");
}
