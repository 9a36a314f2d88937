import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, thousands } from "../../core/lib/text/words.ts";
import type { ExplainedChange, LeftPin, TargetChanges } from "../../core/pins/pin-result.ts";
import { withinLimit } from "../summary/within-limit.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { bulletList, code, escapeHtml, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";
import { fromWords, sameChanges, toWords, whyMarkdown, whyWords } from "./pin-cells.ts";
import { leftLine } from "./pull-request-body.ts";

/** What people see of one target. */
export interface PinView {
  /** `octo-org/k8s@production`, or a folder. */
  name: string;
  /** Absent if its files could not be read. */
  changes?: TargetChanges;
  /** `opened #7`, `written` */
  state: string;
  /** The page of its pull request. */
  url?: string;
  /** Its files have the pins already. */
  isWritten?: true;
}

/** What everything is about. */
export interface PinViews {
  views: readonly PinView[];
  /** The page of the configuration's repository. */
  page?: string;
}

/** Most rows, and most references that stay, of one target. */
const maxRows = 100;
/** Below GitHub's limit for summaries, 1 MiB. */
const maxBytes = 900_000;

/** The pins of every target, and what is left, as lines. */
export function pinTable({ views }: PinViews, style: Style = plainStyle): string[] {
  const isOne = views.length === 1; // the line below the table names it
  const titles = [...(isOne ? [] : ["target"]), "image", "from", "to", "because"];
  const header: Cell[] = titles.map((text) => ({ text, paint: style.dim }));
  const rows = views.flatMap(({ name, changes }) =>
    rowsOf(changes).map(({ cells, because }) => [...(isOne ? [] : [name]), ...cells, whyWords(because)]),
  );
  return [
    style.bold(`tagstream pin · ${headline(views)}`),
    ...(rows.length === 0 ? [] : ["", ...textTable([header, ...rows])]),
    ...(views.length === 0 ? [] : [""]),
    ...views.map((view) => `  ${view.name}: ${stateWords(view)}${addressOf(view)}`),
    ...views.flatMap(({ name, changes }) => leftLines(name, changes?.left ?? [], style)),
  ];
}

/** The same for the job summary. */
export function pinMarkdown({ views, page }: PinViews): string {
  const all = views.flatMap((view) => rowsOf(view.changes).map((row) => ({ view, ...row })));
  const rows = all
    .slice(0, maxRows)
    .map(({ view, cells, because }) => [
      code(view.name),
      ...cells.map(code),
      whyMarkdown(because, page),
      stateCell(view, view.state),
    ]);
  const quiet = views.filter(({ changes }) => (changes?.changes.length ?? 0) === 0);
  const more = all.length - rows.length;
  const table = [
    markdownTable(["target", "image", "from", "to", "because", "state"], rows),
    ...(more > 0 ? [`… and ${thousands(more)} more: see the log.`] : []),
  ];
  const parts = [
    { rank: 1, text: `### ${escapeMarkdown(headline(views))}` },
    ...(rows.length === 0 ? [] : [{ rank: 2, text: table.join("\n\n") }]),
    ...quiet.map((view) => ({ rank: 3, text: `- ${code(view.name)}: ${stateCell(view, stateWords(view))}` })),
    ...views.flatMap(({ name, changes }) => leftMarkdown(name, changes?.left ?? [])).map((text) => ({ rank: 4, text })),
  ];
  return withinLimit(parts, maxBytes, undefined);
}

/** In words that lead to the pull request: its number may be another one's here. */
function stateCell({ url }: PinView, words: string): string {
  return url !== undefined && isPage(url) ? `[${escapeMarkdown(words, () => true)}](${url})` : escapeMarkdown(words);
}

/** `3 pins to change in 2 targets` */
function headline(views: readonly PinView[]): string {
  const changed = views.filter(({ changes }) => (changes?.changes.length ?? 0) > 0);
  const pins = changed.reduce((sum, { changes }) => sum + (changes?.changes.length ?? 0), 0);
  const unread = views.filter(({ changes }) => !changes).length;
  const what = changed.every(({ isWritten }) => isWritten) ? "changed" : "to change";
  const where = views.length === 1 ? "" : ` in ${count(changed.length, "target")}`;
  const parts = [
    ...(pins > 0 ? [`${count(pins, "pin")} ${what}${where}`] : []),
    ...(unread > 0 ? [`${count(unread, "target")} could not be read`] : []),
  ];
  return parts.length === 0 ? quietHeadline(views) : parts.join(" · ");
}

/** Nothing changes: that every pin is right is only true of pins that were found and compared. */
function quietHeadline(views: readonly PinView[]): string {
  const read = views.flatMap(({ changes }) => changes ?? []);
  if (read.some(({ problems }) => problems.some(({ code }) => code !== "pin-none"))) return "not every pin could be compared";
  if (read.every(({ looked, left }) => looked === 0 && left.length === 0)) return "there are no files to look at";
  if (read.every(({ pins }) => pins.length === 0)) return "the files name no image that Tagstream can pin";
  return "every pin is what its tag shows";
}

/** `opened #7 (2 of 5 pins in 1 of 3 files)` */
function stateWords({ changes, state }: PinView): string {
  if (!changes) return state;
  const { looked, left, pins, changes: changed } = changes;
  if (looked === 0 && left.length === 0) return `${state} (no file matches the globs)`;
  if (changed.length === 0) return `${state} (${count(pins.length, "pin")} in ${count(looked, "file")})`;
  const files = new Set(changed.map(({ path }) => path)).size;
  return `${state} (${partOf(changed.length, pins.length, "pin")} in ${partOf(files, looked, "file")})`;
}

/** `2 of 5 pins` */
function partOf(part: number, all: number, what: string): string {
  return part < all ? `${thousands(part)} of ${count(all, what)}` : count(part, what);
}

/** The page of the pull request: `#7` alone leads nowhere in a log. */
function addressOf({ url }: PinView): string {
  return url !== undefined && isPage(url) ? `, ${url}` : "";
}

interface Row {
  cells: string[];
  because: ExplainedChange["because"];
}

function rowsOf(changes: TargetChanges | undefined): Row[] {
  return sameChanges(changes?.changes ?? [])
    .slice(0, maxRows)
    .flatMap(([first]) => (first ? [{ cells: [first.unit, fromWords(first), toWords(first)], because: first.because }] : []));
}

function leftLines(name: string, left: readonly LeftPin[], style: Style): string[] {
  if (left.length === 0) return [];
  const shown = left.slice(0, maxRows).map(({ path, line, text, reason }) => {
    const where = line === undefined ? path : `${path}:${line}`;
    return oneLine(`${where}${text === undefined ? "" : ` ${text}`}: ${reason}`);
  });
  return [
    `  ${style.yellow(`left in ${name}:`)}`,
    ...shown.map((line) => `    ${line}`),
    ...(left.length > shown.length ? [`    … and ${thousands(left.length - shown.length)} more`] : []),
  ];
}

function leftMarkdown(name: string, left: readonly LeftPin[]): string[] {
  if (left.length === 0) return [];
  const items = left.slice(0, maxRows).map(leftLine);
  const rest = left.length - items.length;
  const body = [bulletList(items), ...(rest > 0 ? [`… and ${thousands(rest)} more: see the log.`] : [])].join("\n\n");
  return [folded(`Left in ${escapeHtml(name)}: ${thousands(left.length)}`, body)];
}
