import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { needsOf, type Step, type Workflow, type WorkflowJob } from "./workflow.ts";

export type Result = "success" | "failure" | "cancelled" | "skipped";

/** What the jobs of a run would do if they ran, and what the run is told. */
export interface Scenario {
  inputs?: Record<string, string | boolean>;
  /** The event's name; empty unless the workflow has conditions on it. */
  eventName?: string;
  /** The event's payload. */
  event?: Record<string, string>;
  /** Outcomes of jobs that run; `success` when not named. */
  results?: Record<string, Result>;
  outputs?: Record<string, Record<string, string>>;
  /** The run was cancelled while its first job that is `cancelled` was running. */
  cancelled?: boolean;
}

/**
 * What becomes of each job of a run, by GitHub's rules: its own evaluator for `if`; `success()` where a condition has no status function;
 * success() only when every job before it, not only the ones that it names, succeeded. A job that runs fails when one of its steps
 * that only consist of `run: exit 1` has a condition that holds.
 */
export function simulate(workflow: Workflow, scenario: Scenario): Record<string, Result> {
  const results: Record<string, Result> = {};
  const outputs = scenario.outputs ?? {};
  let cancelled = false;
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const context = toData({
      inputs: scenario.inputs ?? {},
      needs: needsContext(job, results, outputs),
      github: { event_name: scenario.eventName ?? "", event: scenario.event ?? {} },
    });
    const before = ancestors(workflow, job).map((other) => results[other] ?? "skipped");
    if (!evaluate(job.if, context, before, cancelled)) {
      results[name] = "skipped";
      continue;
    }
    // A step asks about its own job, which is healthy until this one; a job that runs all the same runs its steps, cancelled or not.
    const fails = job.steps.some((step) => step.run?.trim() === "exit 1" && evaluate(step.if, context, [], false));
    results[name] = fails ? "failure" : (scenario.results?.[name] ?? "success");
    cancelled ||= scenario.cancelled === true && results[name] === "cancelled";
  }
  return results;
}

/** Whether a step of a healthy job runs, by its condition. */
export function runsStep({ if: condition }: Step, contexts: { matrix: object; runner: object }): boolean {
  return evaluate(condition, toData(contexts), [], false);
}

function needsContext(
  job: WorkflowJob,
  results: Record<string, Result>,
  outputs: Record<string, Record<string, string>>,
): object {
  return Object.fromEntries(
    needsOf(job).map((name) => [
      name,
      { result: results[name], outputs: results[name] === "success" ? (outputs[name] ?? {}) : {} },
    ]),
  );
}

function ancestors(workflow: Workflow, job: WorkflowJob): string[] {
  const names = needsOf(job);
  return [...new Set([...names, ...names.flatMap((name) => ancestors(workflow, workflow.jobs[name] ?? { steps: [] }))])];
}

const statusFunctions = ["success", "failure", "cancelled", "always"];

function evaluate(condition: string | undefined, context: data.Dictionary, before: Result[], cancelled: boolean): boolean {
  const inner = (condition ?? "").trim().replace(/^\$\{\{([\s\S]*)\}\}$/, "$1");
  const text = new RegExp(`\\b(${statusFunctions.join("|")})\\(`).test(inner) ? inner : `success() && (${inner || "true"})`;
  const answers: Record<string, boolean> = {
    success: !cancelled && before.every((result) => result === "success"),
    failure: !cancelled && before.includes("failure"),
    cancelled,
    always: true,
  };
  const functions = statusFunctions.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answers[name] === true),
  }));
  const tree = new Parser(new Lexer(text).lex().tokens, ["github", "inputs", "needs", "matrix", "runner"], functions).parse();
  const value = new Evaluator(tree, context, new Map(functions.map((one) => [one.name, one]))).evaluate();
  return value.coerceString() !== "" && value.coerceString() !== "false" && value.coerceString() !== "0";
}

function toData(value: object): data.Dictionary {
  return JSON.parse(JSON.stringify(value), data.reviver) as data.Dictionary;
}
