import type { TouchedStream } from "../../core/history/touched.ts";
import type { Style } from "../../core/lib/text/style.ts";
import type { ImagePair } from "../../core/packages/unit-changes.ts";
import { type Conclusion, exitStatus } from "../../core/result/conclusion.ts";
import { outputsOf } from "../../core/result/outputs.ts";
import type { Hints } from "../../core/result/published-news.ts";
import type { Reporter } from "../../ports/reporter.ts";
import type { Session } from "../../ports/session.ts";
import { reportChanges } from "./changes.ts";
import { showResult } from "./show.ts";
import { reportTimelines } from "./timelines.ts";

/** The result of a command. */
export interface Ending {
  conclusions: readonly Conclusion[];
  table: (style: Style) => readonly string[];
  /** For the job summary. */
  markdown: string;
  /** Streams whose time lines to draw. */
  touched?: readonly TouchedStream[];
  /** Images to compare, once all else is reported. */
  pairs?: readonly ImagePair[];
  /** Repositories to tell what moved, after that. */
  hints?: Hints;
}

/** What a command intends, and how to carry it out. */
export interface Intention {
  /** What it would do, for people. */
  plan: { table: (style: Style) => readonly string[]; notes?: readonly string[]; json?: () => string };
  /** The job summary if the command does nothing. */
  planMarkdown: string;
  /** The last line of a dry run. */
  dryRun: string;
  /** Whether there is nothing to do. */
  isIdle?: boolean;
  carryOut(): Promise<Ending>;
}

/**
 * The walk of `rollback` and `resume`: shows the plan, carries it out unless this is a dry run, and
 * reports. Returns the exit status.
 */
export async function carryOut(intention: Intention, dryRun: boolean, session: Session): Promise<0 | 1> {
  const { reporter } = session.ports;
  const { plan } = intention;
  if (session.terminal?.json && plan.json) session.terminal.print(plan.json());
  else showResult(session, plan.table, plan.notes);
  if (!dryRun && !intention.isIdle) return conclude(await intention.carryOut(), session);
  await reporter.summary(intention.planMarkdown);
  if (dryRun) reporter.line(intention.dryRun);
  reportNothingWritten(reporter);
  return 0;
}

/** Reports a command's result: table, job summary and outputs. Returns the exit status. */
export async function conclude(ending: Ending, session: Session): Promise<0 | 1> {
  const { conclusions, table, markdown, touched = [], pairs = [], hints } = ending;
  const { reporter } = session.ports;
  showResult(session, table);
  for (const { code } of conclusions) if (code !== undefined) reporter.explain(code);
  await reporter.summary(markdown);
  reportOutputs(conclusions, reporter);
  await reportTimelines(touched, session);
  await reportChanges(pairs, session);
  if (hints) await (await import("./notify.ts")).notifyRepositories(hints, session.ports);
  return exitStatus(conclusions);
}

/** Sets the outputs of a run that published nothing, so that workflows can always read them. */
export function reportNothingWritten(reporter: Reporter): void {
  reportOutputs([], reporter);
}

function reportOutputs(conclusions: readonly Conclusion[], reporter: Reporter): void {
  const { values, shortened } = outputsOf(conclusions);
  for (const [name, value] of Object.entries(values)) reporter.output(name, value);
  if (shortened !== undefined) reporter.line(shortened);
}
