import { mkdtempSync } from "node:fs";
import path from "node:path";
import type { Step, StepResult } from "./runner.ts";
import { type Chapter, green } from "./story.ts";

/** One step of a run: its command and inputs, and what else the job has. */
export type RunStep = (step: Partial<Step>) => Promise<Chapter>;

/** A run that is spread over jobs, as the templates spread it. */
export interface SpreadRun {
  plan: StepResult;
  /** The entries of the three matrices, level by level. */
  levels: { job: string; runner?: string | string[] }[][];
  /** The folder of the artifacts. */
  records: string;
  /** One build job. */
  build(job: string, step?: Partial<Step>): Promise<Chapter>;
  publish(): Promise<Chapter>;
}

let runs = 7000;

/**
 * Plans, as the job `plan` does. The caller builds the jobs of the matrices and publishes, each with
 * a checkout of its own; artifacts are files.
 * @param step runs one step of the event's workflow
 */
export async function spread(step: RunStep): Promise<SpreadRun> {
  const env = { GITHUB_RUN_ID: String(++runs) };
  const plan = await green(step({ inputs: { command: "plan" }, env }));
  const matrices = ["matrix", "matrix-2", "matrix-3"].map((name) => plan.outputs[name] ?? "");
  const file = plan.outputs["plan"] ?? "";
  const records = mkdtempSync(path.join(plan.temp, "records-"));
  return {
    plan,
    levels: matrices.map((matrix) => (JSON.parse(matrix) as { include: SpreadRun["levels"][number] }).include),
    records,
    build: (job, own = {}) =>
      step({ ...own, inputs: { command: "build", plan: file, job, records }, env: { ...env, ...own.env } }),
    publish: () => step({ inputs: { command: "publish", plan: file, records }, env }),
  };
}

/** The same, and all its jobs, which must be green. */
export async function spreadAll(
  step: RunStep,
  ofJob: (job: string) => Partial<Step> = () => ({}),
): Promise<SpreadRun & { published: Chapter }> {
  const run = await spread(step);
  for (const { job } of run.levels.flat()) await green(run.build(job, ofJob(job)));
  return { ...run, published: await green(run.publish()) };
}
