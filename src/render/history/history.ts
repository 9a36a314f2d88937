import { sourceStream } from "../../core/follow/source-stream.ts";
import { isFollower } from "../../core/follow/state.ts";
import { agrees, type HeldSpan, type HistoryEntry, type Origin, type UnitHistory } from "../../core/history/history.ts";
import { originWords, printOrigin } from "../../core/history/origin-words.ts";
import { isOverdue } from "../../core/holds/hold.ts";
import { type Digest, shortDigest } from "../../core/lib/digest.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { joined, shortCommit, someOf, thousands } from "../../core/lib/text/words.ts";
import { dayOf, shortDay } from "../../core/lib/time/day.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { hasVersionsAlone } from "../../core/unit/versions-alone.ts";
import type { Yank } from "../../core/verdicts/verdict.ts";
import { changesView } from "../packages/changes-view.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { bytesOf, fenced } from "../text/markdown.ts";
import { noteLine } from "../text/note.ts";

/** Longest reason in a column, in characters. */
const maxReason = 60;
/** Below GitHub's limit for summaries, 1 MiB. */
const maxBytes = 900_000;

/**
 * The publications of each unit and what its tags show, as lines.
 * @param today `2026-12-02`, UTC
 */
export function historyTable(
  histories: readonly UnitHistory[],
  notes: readonly string[],
  today: string,
  style: Style = plainStyle,
): string[] {
  return [
    ...histories.flatMap((history) => [...unitLines(history, today, style), ""]),
    ...notes.map((note) => noteLine(note, style)),
  ];
}

/** The same for the job summary. */
export function historyMarkdown(histories: readonly UnitHistory[], notes: readonly string[], today: string): string {
  const blocks: string[] = [];
  let room = maxBytes;
  for (const history of histories) {
    const text = unitLines(history, today, plainStyle).join("\n");
    room -= bytesOf(text) + 1;
    if (room > 0) blocks.push(text);
  }
  const hidden = histories.length - blocks.length;
  const rest = [
    ...(hidden > 0 ? [`… and ${thousands(hidden)} more: see the log.`] : []),
    ...notes.map((note) => `note: ${oneLine(note)}`),
  ];
  return `### Publication history\n\n${fenced([...blocks, ...rest].join("\n\n"))}\n`;
}

function unitLines(history: UnitHistory, today: string, style: Style): string[] {
  const { unit, entries, more, holds, unknown } = history;
  const also = entries.some(({ aliases = [] }) => aliases.length > 0);
  const isCompared = entries.some(({ changes }) => changes !== undefined);
  const isVersioned = entries.some(({ version }) => version !== undefined);
  const titles = [
    "published",
    "digest",
    "how",
    ...(isCompared ? ["changed"] : []),
    ...(isVersioned ? ["version"] : []),
    "from",
    "built on",
    ...(also ? ["also as"] : []),
    "",
  ];
  const header: Cell[] = titles.map((text) => ({ text, paint: style.dim }));
  const shown = streamDigest(history);
  const rows = entries.map((entry): Cell[] => {
    const digest = shortDigest(entry.digest);
    return [
      printPublicationId(entry.stamp),
      entry.digest === shown ? { text: digest, paint: style.bold } : digest,
      originCell(entry.origin, unit),
      ...(isCompared ? [entry.changes ? changesView(entry.changes).brief.join(", ") : ""] : []),
      ...(isVersioned ? [entry.version ?? ""] : []),
      entry.revision === undefined ? "" : shortCommit(entry.revision),
      someOf(entry.bases.map(baseWords), 2),
      ...(also ? [someOf([...(entry.aliases ?? [])], 3)] : []),
      lastCell(entry, style),
    ];
  });
  return [
    style.bold(`${unit.name} · ${shownWords(history)}`),
    ...(rows.length === 0 ? [`  ${nothingPublished(history)}`] : textTable([header, ...rows])),
    ...(more > 0 ? [`  … and ${thousands(more)} older ones`] : []),
    ...movedApart(history).map((line) => `  ${style.yellow(line)}`),
    ...holds.map((span) => `  ${holdWords(span, today)}`),
    ...unknown.map((line) => `  ${style.red(`unreadable: ${oneLine(line)}`)}`),
  ];
}

function streamDigest({ tags }: UnitHistory): Digest | undefined {
  return [...(tags[0]?.shown.values() ?? [])][0];
}

/** `shows 20261116-0617, the same everywhere` */
function shownWords(history: UnitHistory): string {
  if (hasVersionsAlone(history.unit)) return "versions alone, which never change";
  const shown = streamDigest(history);
  if (shown === undefined) return nothingShown(history);
  const stamp = history.entries.find(({ digest }) => digest === shown)?.stamp;
  const what = stamp === undefined ? shortDigest(shown) : printPublicationId(stamp);
  return `shows ${what}${agrees(history) ? ", the same everywhere" : ""}`;
}

/** The repositories that answered. */
function asked({ tags }: UnitHistory): string[] {
  return [...(tags[0]?.shown.keys() ?? [])];
}

function nothingShown(history: UnitHistory): string {
  const repositories = asked(history);
  if (repositories.length === 0) return "current image unknown";
  const first = history.unit.destinations[0]?.repository;
  return repositories.includes(first ?? "") ? "shows nothing" : `shows nothing in ${joined(repositories)}`;
}

function nothingPublished(history: UnitHistory): string {
  if (hasVersionsAlone(history.unit)) return "no timestamps: each version is a tag";
  if (history.unknown.length === 0) return "nothing published yet";
  const repositories = asked(history);
  return repositories.length === 0 ? "publications unknown" : `nothing published in ${joined(repositories)}`;
}

/** Tags that show another image than the stream in the unit's first registry. */
function movedApart(history: UnitHistory): string[] {
  const expected = streamDigest(history);
  return history.tags.flatMap(({ tag, shown }) =>
    [...shown].flatMap(([repository, digest]) =>
      digest === expected ? [] : [`${repository}:${tag} shows ${digest === undefined ? "nothing" : shortDigest(digest)}`],
    ),
  );
}

function originCell(origin: Origin, unit: UnitHistory["unit"]): string {
  return originWords(printOrigin(origin), { maxReason, ...(isFollower(unit) ? { source: sourceStream(unit) } : {}) });
}

/** `almalinux:9 sha256:1f3c9a02` of a full name and digest. */
function baseWords(base: string): string {
  const [name = "", digest = ""] = base.split(" ");
  return `${name.split("/").at(-1)} ${shortDigest(digest as Digest)}`;
}

/** What is wrong with a publication. */
function lastCell(entry: HistoryEntry, style: Style): Cell {
  const differing = differingWords(entry);
  if (!entry.yanked) return { text: differing, paint: style.yellow };
  return { text: [yankedWords(entry.yanked), ...(differing === "" ? [] : [differing])].join("; "), paint: style.red };
}

function yankedWords({ by, reason }: Yank): string {
  return `yanked by ${oneLine(by)}: ${cut(oneLine(reason), 120)}`;
}

function differingWords({ differing }: HistoryEntry): string {
  return differing.length === 0 ? "" : `not in ${joined(differing)}`;
}

function holdWords(span: HeldSpan, today: string): string {
  const { issue, since, until, owner, reason, expires, fault } = span;
  const end =
    until === undefined
      ? isOverdue(span, today)
        ? `now, overdue since ${shortDay(expires ?? "", today)}`
        : "now"
      : dayWords(until, today);
  return `held ${dayWords(since, today)} to ${end} by ${oneLine(owner)} (#${issue}): ${cut(oneLine(fault ?? reason), 120)}`;
}

function dayWords(moment: string, today: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "?" : shortDay(dayOf(date), today);
}
