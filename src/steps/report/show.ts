import { cleanWithColours } from "../../core/lib/text/clean.ts";
import type { Style } from "../../core/lib/text/style.ts";
import type { Session } from "../../ports/session.ts";
import { noteLine } from "../../render/text/note.ts";

/**
 * Shows a command's result: on the command line on standard output, unless that is for JSON; in the
 * action in the log. Notes are not part of the result, and go where progress goes.
 */
export function showResult(
  { ports: { reporter }, terminal }: Session,
  table: (style: Style) => readonly string[],
  notes: readonly string[] = [],
): void {
  if (terminal && !terminal.json) for (const line of table(terminal.style)) terminal.print(`${cleanWithColours(line)}\n`);
  else for (const line of table(reporter.style)) reporter.line(line);
  for (const note of notes) reporter.line(noteLine(note, reporter.style));
}
