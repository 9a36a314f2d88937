import type { Hold } from "../../core/holds/hold.ts";
import { shortDigest } from "../../core/lib/digest.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count } from "../../core/lib/text/words.ts";
import type { RestoredUnit } from "../../core/rollback/restored.ts";
import type { PlannedRollback, Publication } from "../../core/rollback/rollback.ts";
import { rollbackCommand } from "../../core/rollback/rollback-command.ts";
import type { RollbackPlan } from "../../core/rollback/rollback-plan.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { escapeMarkdown, fenced } from "../text/markdown.ts";
import { noteLine } from "../text/note.ts";
import { isPage } from "../text/run-link.ts";
import { restoredMarkdown, restoredTable } from "./restored.ts";

/** The result of a rollback, and what a reader needs to undo it. */
export interface RollbackView {
  plan: RollbackPlan;
  restored: readonly RestoredUnit[];
  hold?: Hold;
  noHoldReason?: string;
  /** The file name of the workflow that ran. */
  workflow: string | undefined;
  commandLine: boolean;
}

/** The plan of a rollback, as lines of text. */
export function rollbackPlanTable(plan: RollbackPlan, style: Style = plainStyle): string[] {
  const rows: Cell[][] = plan.units.map(({ unit, shown, target }) => [
    unit.name,
    shown === undefined ? "nothing" : words(shown),
    { text: words(target), paint: style.bold },
  ]);
  const header: Cell[] = ["unit", "shows", "goes back to"].map((text) => ({ text, paint: style.dim }));
  return [
    style.bold(`tagstream rollback · ${oneLine(plan.branch)} · ${printPublicationId(plan.stamp)}`),
    "",
    ...textTable([header, ...rows]),
    "",
    `  under the new timestamp ${printPublicationId(plan.stamp)}, with all aliases, in ${count(registryCount(plan), "repository", "repositories")}`,
    `  ${holdLine(plan)}`,
    `  reason: ${oneLine(plan.reason)}`,
    ...plan.notes.map((note) => noteLine(note, style)),
  ];
}

/** The same for the summary of a dry run. */
export function rollbackPlanMarkdown(plan: RollbackPlan): string {
  return `### Rollback planned: nothing has been done\n\n${fenced(rollbackPlanTable(plan).join("\n"))}\n`;
}

function words({ digest, stamp }: NonNullable<PlannedRollback["shown"]> | Publication): string {
  return stamp === undefined ? `${shortDigest(digest)}, never published` : `${printPublicationId(stamp)} ${shortDigest(digest)}`;
}

function registryCount({ units }: RollbackPlan): number {
  return new Set(units.flatMap(({ unit }) => unit.destinations.map(({ repository }) => repository))).size;
}

function holdLine({ opened, noHoldReason, owner, expires }: RollbackPlan): string {
  if (opened) return `continues under hold #${opened.issue}, which an earlier run opened`;
  if (noHoldReason !== undefined)
    return `nothing will hold the streams there (${noHoldReason}): the next publication moves them again`;
  return `an issue will hold the streams there, owner ${oneLine(owner)}, until ${expires}`;
}

/** The result of a rollback, for a log and a terminal. */
export function rollbackTable(view: RollbackView, style: Style = plainStyle): string[] {
  return [
    ...restoredTable(headline(view), view.restored, style),
    "",
    "  To undo it:",
    ...undoOf(view).map((line) => `    ${line}`),
  ];
}

/** The same for the job summary. */
export function rollbackMarkdown(view: RollbackView): string {
  const { hold, plan, noHoldReason } = view;
  const held =
    hold === undefined
      ? `**Nothing holds these streams** (${escapeMarkdown(noHoldReason ?? "")}): the next publication moves them again.`
      : `Held by ${linkTo(hold)} until ${escapeMarkdown(plan.expires)}: ${escapeMarkdown(cut(plan.reason, 1000))}. To release the hold, close the issue: the next run then moves each stream to its newest image, unless another hold covers it.`;
  return [
    restoredMarkdown(headline(view), view.restored),
    held,
    "To undo it, byte for byte:",
    fenced(undoOf(view).join("\n")),
    "",
  ].join("\n\n");
}

function headline({ restored }: RollbackView): string {
  const failed = restored.filter((one) => one.failed).length;
  const good = restored.length - failed;
  return [`${count(good, "image")} rolled back`, ...(failed > 0 ? [`${failed} failed`] : [])].join(" · ");
}

function linkTo({ issue, url }: Hold): string {
  return isPage(url) ? `[#${issue}](${url})` : `#${issue}`;
}

/** The commands that restore what the streams showed before, one per earlier timestamp. */
function undoOf({ restored, plan, hold, workflow, commandLine }: RollbackView): string[] {
  const groups = new Map<string, string[]>();
  const there = restored.filter(({ was, wanted }) => was !== undefined && was.digest === wanted).map(({ unit }) => unit.name);
  for (const { unit, was } of restored) {
    if (was === undefined || there.includes(unit.name)) continue;
    const to = was.stamp === undefined ? undefined : printPublicationId(was.stamp);
    const key = to ?? "";
    groups.set(key, [...(groups.get(key) ?? []), unit.name]);
  }
  const reason = hold ? `undo #${hold.issue}` : "undo the rollback";
  const calls = [...groups].flatMap(([to, names]) => {
    if (to === "") return [`# no timestamp tag has the image that ${names.join(", ")} showed before: no command restores it`];
    const only = names.length === restored.length ? plan.only.join(",") : names.join(",");
    return [rollbackCommand({ only, to, reason, noHold: !hold }, { workflow, commandLine })];
  });
  if (there.length > 0) {
    const before = plan.opened
      ? `for the image before, see the run that opened #${plan.opened.issue}, or \`history\``
      : "nothing to undo";
    calls.push(`# ${there.join(", ")} showed this image already: ${before}`);
  }
  return calls.length === 0 ? ["# the streams showed nothing before"] : calls;
}
