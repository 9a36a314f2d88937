import { appendFileSync, statSync } from "node:fs";
import * as core from "@actions/core";
import { createExplainer } from "../../core/lib/problems/error-page.ts";
import type { Problem } from "../../core/lib/problems/problem.ts";
import { problemText } from "../../core/lib/problems/problem-text.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { inertLines } from "../../core/lib/text/inert.ts";
import { plainStyle } from "../../core/lib/text/style.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { onExit } from "../process/on-exit.ts";
import { AnnotationsLimit } from "./annotations-limit.ts";
import { LogSequencer } from "./log-sequencer.ts";

/** GitHub discards a larger step summary. In bytes. */
const maxSummary = 1024 * 1024;

/**
 * The log, annotations, summary and outputs of a step in GitHub Actions. Shows foreign text, and
 * never lets it run as a workflow command.
 */
export function createActionsReporter(errorPage: string): Reporter {
  const write = (text: string): void => {
    for (const line of inertLines(text)) core.info(line);
  };
  const log = new LogSequencer({
    open: (title) => core.startGroup(oneLine(title)),
    line: write,
    close: () => core.endGroup(),
  });
  const address = createExplainer(errorPage);
  const text = (problem: Problem): string => [problemText(problem), ...address(problem.code)].join("\n");
  const limits = { error: annotations("error", log, text), warning: annotations("warning", log, text) };
  onExit(() => {
    for (const limit of Object.values(limits)) limit.flush();
    log.flush();
  });
  return {
    style: plainStyle,
    errorPage,
    line: (text) => log.line(text),
    group: (title) => log.group(title),
    problem: (problem) => limits[problem.severity].add(problem),
    explain: (code) => {
      for (const line of address(code)) log.line(`${code}: ${line}`);
    },
    mask: (secret) => core.setSecret(secret),
    summary: async (markdown) => {
      const fault = appendSummary(process.env["GITHUB_STEP_SUMMARY"] ?? "", markdown);
      if (fault !== undefined) log.line(`Could not write the summary: ${fault}`);
    },
    output: (name, value) => {
      // Without the file, the toolkit would use a command that runners no longer support.
      if ((process.env["GITHUB_OUTPUT"] ?? "") !== "") core.setOutput(name, value);
    },
  };
}

function annotations(severity: Problem["severity"], log: LogSequencer, text: (problem: Problem) => string): AnnotationsLimit {
  const issue = severity === "error" ? core.error : core.warning;
  return new AnnotationsLimit(severity, {
    annotate: (problem) => {
      const { code: title, file, line: startLine, column: startColumn } = problem;
      const place =
        file === undefined
          ? {}
          : { file, ...(startLine === undefined ? {} : { startLine }), ...(startColumn === undefined ? {} : { startColumn }) };
      log.between(() => issue(text(problem), { title, ...place }));
    },
    annotateRest: (message) => log.between(() => issue(message)),
    log: (problem) => log.line(text(problem)),
  });
}

/**
 * Appends as much as fits to the step's summary. Returns the reason for a failure; a summary never
 * fails a run.
 */
function appendSummary(file: string, markdown: string): string | undefined {
  if (file === "") return undefined;
  try {
    const room = maxSummary - (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    appendFileSync(file, cutTo(`${markdown.trimEnd()}\n\n`, room));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const note = "\n\n*Cut to GitHub's limit for summaries.*\n";

/** The beginning of a text, in whole lines, within a limit in bytes. */
function cutTo(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const end = bytes.lastIndexOf("\n", Math.max(0, most - note.length - 1));
  return end > 0 && most > note.length ? `${bytes.toString("utf8", 0, end)}${note}` : "";
}
