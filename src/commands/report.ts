import type { Plan } from "../core/plan.ts";
import { resultTable } from "../core/render/result-table.ts";
import { summaryMarkdown } from "../core/render/summary.ts";
import { exitStatus, outputsOf, resultOf } from "../core/result.ts";
import { commentOn, commentOnMerged } from "./comment.ts";
import type { Published } from "./publish.ts";
import type { Session } from "./session.ts";

/** Tells what became of every unit: log, job summary, comment, outputs. Returns the exit status. */
export async function report(plan: Plan, published: readonly Published[], { ports }: Session): Promise<number> {
  const { reporter } = ports;
  const results = published.map((ending) => resultOf(plan.intent, ending));
  for (const line of resultTable(plan, results, { style: reporter.style })) reporter.line(line);
  await reporter.summary(summaryMarkdown(plan, results));
  for (const [name, value] of Object.entries(outputsOf(results))) reporter.output(name, value);
  await commentOn(plan, results, ports);
  await commentOnMerged(plan, results, ports);
  return exitStatus(results);
}
