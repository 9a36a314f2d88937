import { createExplainer, errorPageOf } from "../../core/lib/problems/error-page.ts";
import type { Code } from "../../core/lib/problems/problem.ts";
import { problemLines } from "../../core/lib/problems/problem-text.ts";
import { cleanWithColours, oneLine } from "../../core/lib/text/clean.ts";
import { ansiStyle, plainStyle, type Style } from "../../core/lib/text/style.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { onExit } from "../process/on-exit.ts";
import { LiveLine } from "./live-line.ts";
import { LogSequencer } from "./log-sequencer.ts";

/**
 * A process's stream. A terminal reporter writes to standard error, since the command's result goes
 * to standard output.
 */
export interface TerminalStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** The default width in columns, and the widest that is pleasant to read. */
const usualColumns = 100;
const maxColumns = 120;

/**
 * What people see on the command line. It drops summaries and outputs, which are for GitHub: the
 * result table shows the same, and `--json` is for machines.
 */
export function createTerminalReporter(
  stream: TerminalStream = process.stderr,
  environment: Record<string, string | undefined> = process.env,
  errorPage = errorPageOf(),
): Reporter {
  const style = styleFor(stream, environment);
  const columns = (): number => stream.columns ?? usualColumns;
  const last = new LiveLine((text) => stream.write(text), columns);
  const write = (text: string): void => last.above(`${text}\n`);
  let indent = "";
  const log = new LogSequencer({
    open: (title) => {
      write(style.bold(oneLine(title)));
      indent = "  ";
    },
    line: (text) => {
      for (const line of cleanWithColours(text).split("\n")) write(line === "" ? "" : `${indent}${line}`);
    },
    close: () => {
      indent = "";
    },
  });
  const explain = createExplainer(errorPage);
  const address = (code: Code): string[] => explain(code).map(style.dim);
  onExit(() => {
    last.show("");
    log.flush();
  });
  return {
    style,
    errorPage,
    line: (text) => log.line(text),
    ...(canErase(stream, environment) ? { live: (text: string) => last.show(text) } : {}),
    group: (title) => log.group(title),
    problem: (problem) => {
      const width = Math.min(columns(), maxColumns);
      log.between(() => [...problemLines(problem, width, style), ...address(problem.code)].forEach(write));
    },
    explain: (code) => log.between(() => address(code).forEach(write)),
    summary: async () => {},
    output: () => {},
  };
}

/** How one stream shows styles: another stream may be a file. */
export function styleFor(stream: TerminalStream, environment: Record<string, string | undefined> = process.env): Style {
  return wantsColour(stream, environment) ? ansiStyle : plainStyle;
}

/** Whether a line can change after it was written. */
function canErase({ isTTY = false }: TerminalStream, { TERM: terminal }: Record<string, string | undefined>): boolean {
  return isTTY && terminal !== "dumb";
}

/** Colour on a terminal, unless `NO_COLOR` (no-color.org) or `FORCE_COLOR` decide, as in Node. */
function wantsColour({ isTTY = false }: TerminalStream, environment: Record<string, string | undefined>): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = environment;
  if (force !== undefined) return force !== "0" && force !== "false";
  return isTTY && (no ?? "") === "" && terminal !== "dumb";
}
