import type { Lifting } from "../../core/holds/resume.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, someOf } from "../../core/lib/text/words.ts";
import type { RestoredUnit } from "../../core/rollback/restored.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { restoredMarkdown, restoredTable } from "../rollback/restored.ts";
import { textTable } from "../tables/text-table.ts";
import { isOneOf } from "../text/links.ts";
import { escapeMarkdown } from "../text/markdown.ts";

/** The holds to release, as lines of text. */
export function resumePlanTable(lifting: readonly Lifting[], units: readonly Unit[], style: Style = plainStyle): string[] {
  if (lifting.length === 0) return [`No hold on ${someOf(names(units), 5)}: nothing to release.`];
  const rows = lifting.map(({ hold, rest }) => [
    `#${hold.issue}`,
    cut(oneLine(hold.reason), 80),
    oneLine(hold.owner),
    rest.length === 0 ? "closes" : `stays on ${someOf(names(rest), 5)}`,
  ]);
  return [
    style.bold(`tagstream resume · ${count(lifting.length, "hold")}`),
    "",
    ...textTable([["hold", "reason", "owner", ""], ...rows]),
  ];
}

/** What streams show after the release of their holds, for a log and a terminal. */
export function resumedTable(
  lifting: readonly Lifting[],
  restored: readonly RestoredUnit[],
  style: Style = plainStyle,
): string[] {
  return [...restoredTable(headline(lifting, restored), restored, style), ...followersNote(restored)];
}

/** The same for the job summary. */
export function resumedMarkdown(lifting: readonly Lifting[], restored: readonly RestoredUnit[]): string {
  if (restored.length === 0) {
    const lines = lifting.map(({ hold }) => `- #${hold.issue}: ${escapeMarkdown(cut(hold.reason, 300))}`);
    return [`### ${lifting.length === 0 ? "Nothing was held" : "Holds to release: nothing has been done"}`, ...lines, ""].join(
      "\n\n",
    );
  }
  const table = restoredMarkdown(headline(lifting, restored), restored, isOneOf(...lifting.map(({ hold }) => hold.issue)));
  return `${[table, ...followersNote(restored).map((note) => escapeMarkdown(note))].join("\n\n")}\n`;
}

function headline(lifting: readonly Lifting[], restored: readonly RestoredUnit[]): string {
  const failed = restored.filter((one) => one.failed).length;
  const holds = lifting.map(({ hold }) => `#${hold.issue}`).join(", ");
  return [
    `${count(restored.length - failed, "image")} resumed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `released: ${holds}`,
  ].join(" · ");
}

/** A following stream shows what it published last: only a run that follows decides anew. */
function followersNote(restored: readonly RestoredUnit[]): string[] {
  const followers = restored.flatMap(({ unit }) => (unit.follows ? [unit.name] : []));
  if (followers.length === 0) return [];
  return [`The next scheduled run decides what ${someOf(followers, 5)} ${followers.length === 1 ? "takes" : "take"} next.`];
}

function names(units: readonly Unit[]): string[] {
  return units.map(({ name }) => name);
}
