import { failure, type Problem } from "../core/lib/problems/problem.ts";
import { count } from "../core/lib/text/words.ts";
import type { PinnedImage } from "../core/pins/pin-result.ts";
import { pinRows } from "../core/pins/pin-rows.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { pinJson } from "../render/pins/pin-json.ts";
import { stateOf } from "../render/pins/pin-state.ts";
import { type PinView, type PinViews, pinMarkdown, pinTable } from "../render/pins/pin-table.ts";
import { noteLine } from "../render/text/note.ts";
import { planFolder, writeFolder } from "../steps/pins/folder-pins.ts";
import { gatherPins, type PinWork } from "../steps/pins/gather-pins.ts";
import { proposeAll } from "../steps/pins/propose-pins.ts";
import { unifiedDiff } from "../steps/pins/unified-diff.ts";
import { showResult } from "../steps/report/show.ts";

/** What the command did, for people and machines. */
interface Pinned {
  views: readonly PinView[];
  problems: readonly Problem[];
  notes: readonly string[];
  /** Of a dry run: a text for `git apply`. */
  diff?: string;
}

/**
 * The command `pin`: makes files name what streams show, by one pull request for each target or, on the
 * command line, in a folder. It changes nothing but pins. 1 if anything could not be read or proposed.
 */
export async function pin(request: Request, session: Session): Promise<number> {
  const { reporter } = session.ports;
  checkOptions(request, session);
  const work = await gatherPins(request, session);
  if ("nothing" in work) {
    reporter.line(`Nothing to pin: ${work.nothing}.`);
    reporter.output("pins", "[]");
    return 0;
  }
  const isFolder = session.terminal !== undefined && (request.dryRun || session.terminal.write === true);
  const pinned = isFolder ? await pinFolder(work, request, session) : await pinTargets(work, request, session);
  await show(pinned, work, request, session);
  return pinned.problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** @throws Failure `input-invalid` */
function checkOptions({ dryRun, only }: Request, { terminal }: Session): void {
  const fault = optionFault(dryRun, only.length > 0, terminal);
  if (fault !== undefined) throw failure("input-invalid", fault);
}

function optionFault(dryRun: boolean, isSome: boolean, terminal: Session["terminal"]): string | undefined {
  if (terminal?.write && dryRun) return "Use either `--write` or `--dry-run`: one changes files, the other shows the changes.";
  if (terminal?.write || dryRun) return undefined;
  if (terminal?.in !== undefined) return "`--in` goes with `--dry-run` or `--write`: a pull request needs no folder.";
  // The one pull request of a target would lose the pins of all other units.
  return isSome
    ? "A pull request has all pins of its entry, and `only` would take the others out of it. Leave `only` empty, write `only` in the entry of `pins`, or use `dry-run` to see some of the changes."
    : undefined;
}

async function pinFolder(work: PinWork, { dryRun }: Request, { ports, terminal }: Session): Promise<Pinned> {
  const planned = await planFolder(work, ports.repository.root, terminal?.in, ports.files);
  const { folder, changes, elsewhere, isNamed } = planned;
  const unwritten = dryRun ? [] : await writeFolder(planned, ports.files);
  const state = folderState(changes.files.length, unwritten.length, dryRun);
  const view: PinView = { name: folder, changes, state, ...(dryRun || unwritten.length > 0 ? {} : { isWritten: true }) };
  return {
    views: isNamed ? [view] : [],
    problems: [...changes.problems, ...unwritten],
    notes: elsewhere.map((name) =>
      terminal?.in === undefined
        ? `${name} is another repository: name a checkout of it with \`--in\``
        : `the files of ${name} are not in this folder`,
    ),
    ...(dryRun ? { diff: await unifiedDiff(changes.files) } : {}),
  };
}

function folderState(files: number, unwritten: number, dryRun: boolean): string {
  if (files === 0) return "nothing to change";
  if (dryRun) return "not written: dry run";
  return unwritten === 0 ? "written" : `${unwritten} of ${count(files, "file")} not written`;
}

async function pinTargets(work: PinWork, { dryRun }: Request, { ports }: Session): Promise<Pinned> {
  const hash = ports.hasherOf(ports.repository).sha256;
  const outcomes = await proposeAll({ work, hash, dryRun }, ports);
  // The log may be public, and the files not: it gets no line beside the pins.
  const diffs = dryRun ? await Promise.all(outcomes.map(({ changes }) => unifiedDiff(changes?.files ?? [], 0))) : [];
  return {
    views: outcomes.map(({ name, changes, result }) => {
      const url = result && "url" in result ? result.url : undefined;
      return { name, ...(changes ? { changes } : {}), state: stateOf(result, changes), ...(url === undefined ? {} : { url }) };
    }),
    problems: outcomes.flatMap(({ changes, problems }) => [...(changes?.problems ?? []), ...problems]),
    notes: [],
    ...(dryRun ? { diff: diffs.join("") } : {}),
  };
}

async function show(pinned: Pinned, { page }: PinWork, { dryRun }: Request, session: Session): Promise<void> {
  const { reporter } = session.ports;
  const { views, problems } = pinned;
  const all = { views, ...(page === undefined ? {} : { page }) };
  const pins = pinRows(views.flatMap(({ changes }) => changes?.pins ?? []));
  if (session.terminal) printResult(pinned, all, pins, session);
  else {
    showResult(session, (style) => pinTable(all, style), pinned.notes);
    if (pinned.diff) showDiff(pinned.diff, session);
  }
  for (const problem of distinct(problems)) reporter.problem(problem);
  if (dryRun) reporter.line("Dry run: nothing was changed.");
  await reporter.summary(pinMarkdown(all));
  reporter.output("pins", JSON.stringify(pins));
}

/** On standard output: JSON, or a diff alone, so that `git apply` can read it, or else the table. */
function printResult({ views, notes, diff }: Pinned, all: PinViews, pins: readonly PinnedImage[], session: Session): void {
  const { ports, terminal } = session;
  const { reporter } = ports;
  if (!terminal?.json && diff === undefined) {
    showResult(session, (style) => pinTable(all, style), notes);
    return;
  }
  for (const line of terminal?.json ? [] : pinTable(all, reporter.style)) reporter.line(line);
  for (const note of notes) reporter.line(noteLine(note, reporter.style));
  terminal?.print(terminal.json ? pinJson(views, pins, diff) : (diff ?? ""));
}

/** In a group of the log, which obeys no text of a file. */
function showDiff(diff: string, { ports: { reporter } }: Session): void {
  const group = reporter.group("changes");
  for (const line of diff.split("\n")) group.line(line);
  group.end();
}

/** Several pins may have one problem. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.file} ${problem.message}`, problem])).values()];
}
