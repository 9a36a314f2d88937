import type { data } from "@actions/expressions";
import { Entries, textEntries, toData } from "../expressions/data.ts";
import type { Scope } from "../expressions/evaluate.ts";
import { openMapping, unknownData } from "../expressions/open-mapping.ts";
import type { Combination } from "./matrix.ts";
import type { JobResult, Workflow } from "./run.ts";

/** What the expressions of a job find before its matrix. */
export function jobContexts(
  workflow: Workflow,
  needs: readonly (readonly [string, JobResult | undefined])[],
): Map<string, data.Dictionary> {
  const { run, inputs, secrets, env } = workflow;
  const { unknowns } = run.findings;
  const vars = new Entries([], (key) => unknownData(unknowns, `vars.${key}`, `only GitHub knows the variable \`vars.${key}\``));
  const runner = openMapping(unknowns, "runner", [
    ["os", "Linux"],
    ["arch", "X64"],
    ["temp", "/home/runner/work/_temp"],
  ]);
  const needed = needs.map(([name, result]): [string, data.ExpressionData] => [
    name,
    new Entries([
      ["outputs", result?.outputs ?? new Entries([])],
      ["result", toData(result?.isSkipped === false ? "success" : "skipped")],
    ]),
  ]);
  return new Map<string, data.Dictionary>([
    ["github", run.github],
    ["vars", vars],
    ["secrets", secrets],
    ["inputs", inputs],
    ["env", textEntries(env)],
    ["runner", runner],
    ["needs", new Entries(needed)],
    ["job", openMapping(unknowns, "job", [["status", "success"]])],
  ]);
}

/** What the expressions of one combination find. */
export function combinationContexts(
  contexts: ReadonlyMap<string, data.Dictionary>,
  combination: Combination,
  { index, total, isOpen }: { index: number; total: number; isOpen: boolean },
  unknowns: Scope["unknowns"],
): Map<string, data.Dictionary> {
  const own = new Map(contexts);
  const values = [...combination].map(([key, value]) => [key, toData(value)] as const);
  const missing = (key: string) =>
    unknownData(unknowns, `matrix.${key}`, `only a run knows the matrix, and with it \`matrix.${key}\``);
  own.set("matrix", isOpen ? new Entries(values, missing) : new Entries(values));
  own.set(
    "strategy",
    new Entries([
      ["job-index", toData(index)],
      ["job-total", toData(total)],
      ["fail-fast", toData(true)],
    ]),
  );
  return own;
}
