import { describe, expect, test } from "@jest/globals";
import { parseWorkflow, type Workflow } from "../support/workflow.ts";
import { type Result, runsStep, type Scenario, simulate } from "../support/workflow-conditions.ts";
import { templates } from "../support/workflow-files.ts";

const [ran, red, off, skipped]: [Result, Result, Result, Result] = ["success", "failure", "cancelled", "skipped"];

interface Template {
  name: string;
  workflow: Workflow;
}
const levelled = ["rebuild.yml", "promote.yml", "candidate.yml"].map((name): Template => {
  const file = templates.find(({ path }) => path === `workflows/${name}`);
  if (!file) throw new Error(`There is no workflows/${name}`);
  return { name, workflow: parseWorkflow(file) };
});
const [rebuild, , candidate] = levelled as [Template, Template, Template];

const some = '{"include":[{"job":"squid.release","runner":"ubuntu-24.04"}]}';
const none = '{"include":[]}';

/** The outputs of a plan with jobs in these levels. */
function plan(...levels: string[]): NonNullable<Scenario["outputs"]> {
  const [matrix = "", second = "", third = ""] = levels;
  return { plan: { matrix, "matrix-2": second, "matrix-3": third, revision: "0".repeat(40) } };
}

const all = plan(some, some, some);
const table: [what: string, scenario: Scenario, results: Result[]][] = [
  ["three levels", { outputs: all }, [ran, ran, ran, ran, ran, ran]],
  ["two levels", { outputs: plan(some, some, none) }, [ran, ran, ran, skipped, ran, ran]],
  ["one level", { outputs: plan(some, none, none) }, [ran, ran, skipped, skipped, ran, ran]],
  ["no level", { outputs: plan(none, none, none) }, [ran, skipped, skipped, skipped, ran, ran]],
  ["an action that knows no levels", { outputs: plan(some) }, [ran, ran, skipped, skipped, ran, ran]],
  ["an empty first level", { outputs: plan(none, some, some) }, [ran, skipped, ran, ran, ran, ran]],
  ["an empty second level", { outputs: plan(some, none, some) }, [ran, ran, skipped, ran, ran, ran]],
  ["a red first level: others go on", { outputs: all, results: { build: red } }, [ran, red, ran, ran, ran, red]],
  ["a red second level", { outputs: all, results: { "build-2": red } }, [ran, ran, red, ran, ran, red]],
  ["a red third level", { outputs: all, results: { "build-3": red } }, [ran, ran, ran, red, ran, red]],
  ["a first level out of time", { outputs: all, results: { build: off } }, [ran, off, ran, ran, ran, red]],
  ["a red plan", { outputs: all, results: { plan: red } }, [red, skipped, skipped, skipped, skipped, red]],
  [
    "cancelled in the first level",
    { outputs: all, results: { build: off }, cancelled: true },
    [ran, off, skipped, skipped, skipped, red],
  ],
  [
    "cancelled in the second level",
    { outputs: all, results: { "build-2": off }, cancelled: true },
    [ran, ran, off, skipped, skipped, red],
  ],
];

/** The jobs of the templates, in the order of the results above. */
const jobs = ["plan", "build", "build-2", "build-3", "publish", "images"];

function outcome({ workflow }: Template, scenario: Scenario): (Result | undefined)[] {
  const results = simulate(workflow, scenario);
  return jobs.map((job) => results[job]);
}

describe.each(levelled)("$name with levels", (template) => {
  test.each(table)("%s", (_, scenario, results) => {
    expect(outcome(template, scenario)).toEqual(results);
  });
});

describe("levels", () => {
  test("of a dry run are not built", () => {
    const inputs = { only: "", "dry-run": true };
    expect(outcome(rebuild, { inputs, outputs: all })).toEqual([ran, skipped, skipped, skipped, skipped, ran]);
  });

  test("of a closed pull request are not built", () => {
    expect(outcome(candidate, { event: { action: "closed" } })).toEqual([skipped, skipped, skipped, skipped, skipped, ran]);
  });

  test.each<[what: string, condition: string, row: string]>([
    ["a red base that stops all children", "contains(needs.plan.outputs.matrix-2, 'job')", "a red first level: others go on"],
    ["an empty level that stops the next", "contains(needs.plan.outputs.matrix-2, 'job')", "an empty first level"],
    ["an empty matrix that is built", "!cancelled() && needs.plan.result == 'success'", "one level"],
    [
      "a missing matrix that is built",
      "!cancelled() && needs.plan.outputs.matrix-2 != '{\"include\":[]}'",
      "an action that knows no levels",
    ],
    ["a level of a red plan", "always()", "a red plan"],
    ["a cancelled run that goes on", "always() && needs.plan.result == 'success'", "cancelled in the first level"],
  ])("the table would show %s", (_, condition, row) => {
    const [, scenario, results] = table.find(([what]) => what === row) as (typeof table)[number];
    const workflow = structuredClone(rebuild.workflow);
    workflow.jobs["build-2"] = { steps: [], ...workflow.jobs["build-2"], if: condition };
    expect(outcome({ name: "broken", workflow }, scenario)).not.toEqual(results);
  });
});

describe.each(levelled)("emulation in $name", ({ workflow }) => {
  const step = workflow.jobs["build"]?.steps.find(({ uses }) => uses?.startsWith("docker/setup-qemu-action@"));
  test.each([
    ["a job of all platforms", "squid.release", "X64", true],
    ["amd64 on its own runner", "squid.release--linux-amd64", "X64", false],
    ["arm64 on its own runner", "squid.release--linux-arm64", "ARM64", false],
    ["arm64 where an amd64 runner builds it", "squid.release--linux-arm64", "X64", true],
    ["amd64 where an arm64 runner builds it", "squid.release--linux-amd64", "ARM64", true],
    ["a platform that no runner has", "squid.release--linux-riscv64", "X64", true],
    ["32-bit Arm, which not every arm64 runner has", "squid.release--linux-arm-v7", "ARM64", true],
  ])("%s", (_, job, arch, runs) => {
    expect(step && runsStep(step, { matrix: { job }, runner: { arch } })).toBe(runs);
  });
});
