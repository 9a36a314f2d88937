import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { commands } from "../../src/commands/index.ts";
import { inputNames } from "../../src/ports/inputs.ts";
import { parseWorkflow } from "../support/workflow.ts";
import { action, templates, type WorkflowFile } from "../support/workflow-files.ts";
import { findViolations } from "../support/workflow-policy.ts";

const expression = (text: string): string => `\${{ ${text} }}`;

interface FormInput {
  type: string;
  required?: boolean;
  default?: unknown;
  options?: string[];
}

interface Form {
  file: WorkflowFile;
  inputs: Record<string, FormInput>;
  jobs: ReturnType<typeof parseWorkflow>["jobs"];
  /** What each job hands to our action. */
  steps: (readonly [job: string, given: Record<string, unknown>])[];
}

function formOf(name: string): Form {
  const file = templates.find(({ path }) => path === `workflows/${name}`);
  if (!file) throw new Error(`There is no workflows/${name}`);
  const { on, jobs } = parseWorkflow(file);
  const { inputs } = on["workflow_dispatch"] as Pick<Form, "inputs">;
  const steps = Object.entries(jobs).map(([job, { steps: all }]) => {
    const [step, ...more] = all.filter(({ uses }) => uses === "octo/tagstream@v1");
    expect(more).toEqual([]);
    return [job, step?.with ?? {}] as const;
  });
  return { file, inputs, jobs, steps };
}

const rollback = formOf("rollback.yml");
const verify = formOf("verify.yml");
const prune = formOf("prune.yml");
const { inputs: own } = parse(action.text) as { inputs: Record<string, { default?: string }> };
/** The inputs of a form as they reach the action. */
const handed = ({ inputs }: Form) =>
  Object.fromEntries(Object.keys(inputs).map((input) => [input, expression(`inputs.${input}`)]));
const defaultsOf = ({ inputs }: Form) =>
  Object.fromEntries(Object.entries(inputs).map(([name, { default: value }]) => [name, value]));

test.each([rollback, verify, prune])("$file.path asks for inputs of the action, and runs no script", ({ inputs, jobs }) => {
  expect(Object.keys(inputs).filter((name) => !inputNames.some((input) => input === name))).toEqual([]);
  expect(Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))).toEqual([]);
});

test("one form offers each command that people start by hand", () => {
  const { options = [] } = rollback.inputs["command"] ?? {};
  const offered = [...options, ...verify.steps.map(([, given]) => given["command"])];
  expect(offered.toSorted()).toEqual(commands.flatMap(({ name, byHand }) => (byHand ? name : [])).toSorted());
  expect(options[0]).toBe("rollback");
});

/** Tests that the rules find what is planted in a form. */
function plant({ file }: Form, planted: readonly (readonly [what: string, from: string | RegExp, to: string, found: RegExp])[]) {
  test.each(planted)("the rules find in it %s", (_, from, to, found) => {
    const text = file.text.replace(from, to);
    expect(text).not.toBe(file.text);
    expect(findViolations({ ...file, text }).join("\n")).toMatch(found);
  });
}

describe("the form of rollback.yml", () => {
  const { jobs, steps } = rollback;

  test("has the action's own defaults but for those that make it a form", () => {
    expect(defaultsOf(rollback)).toEqual({
      ...Object.fromEntries(Object.keys(rollback.inputs).map((name) => [name, own[name]?.default])),
      command: "rollback",
      undo: false,
      "dry-run": true,
    });
  });

  test.each(steps)("the job %s hands on each input as it is", (name, given) => {
    const { "dry-run": _, ...rest } = handed(rollback);
    expect(given).toEqual(name === "look" ? { ...rest, "dry-run": true } : rest);
  });

  test("the job that only looks may only read", () => {
    expect(Object.values(jobs["look"]?.permissions ?? {}).filter((right) => right !== "read")).toEqual([]);
  });

  test("what can test images is set up for `advance` alone", () => {
    const setUps = (jobs["change"]?.steps ?? []).filter(({ uses = "" }) => uses.startsWith("docker/setup-"));
    expect(setUps.map(({ if: condition }) => condition)).toEqual(Array(2).fill(expression("inputs.command == 'advance'")));
  });

  plant(rollback, [
    ["a look that may write", /\n {10}# .*\n {10}dry-run: true\n/, "\n", /job look: writes tags, outside the group/],
    ["a group of its own", "group: tagstream-publish", "group: rollback", /job change: writes tags, outside the group/],
    ["a change that cannot open a hold", "issues: write", "issues: read", /job change: `hold` needs `issues: write`/],
    ["a reason in a script", /- uses: octo\/.*/, `- run: echo ${expression("inputs.reason")}`, /a script has an expression/],
    ["another event that nobody looks at", "on:\n", "on:\n  push:\n", /no job waits for all others/],
    ["an advance without a builder", /.*setup-buildx-action.*\n.*\n/, "", /job change: has no builder/],
  ]);
});

describe("the form of verify.yml", () => {
  test("demands all that a verdict is, and hands it on as it is", () => {
    const demanded = Object.entries(verify.inputs).flatMap(([name, { required }]) => (required ? name : []));
    expect(demanded).toEqual(["only", "to", "reason"]);
    expect(verify.inputs["verdict"]?.options).toEqual(["good", "bad"]);
    expect(verify.steps).toEqual([["verify", { command: "verify", ...handed(verify) }]]);
  });

  test("a click too many takes nothing back", () => {
    expect(defaultsOf(verify)).toMatchObject({ undo: false });
  });

  plant(verify, [
    ["a verdict that cannot be kept", "issues: write", "issues: read", /job verify: `verify` needs `issues: write`/],
    ["a reason in a script", /- uses: octo\/.*/, `- run: echo ${expression("inputs.reason")}`, /a script has an expression/],
  ]);
});

describe("the form of prune.yml", () => {
  test("is a dry run until a person removes the tick, and accepts nothing by itself", () => {
    expect(defaultsOf(prune)).toEqual({ only: undefined, "dry-run": true, accept: false });
  });

  test("hands on what is filled in; its schedule is a dry run until one line changes", () => {
    const scheduled = "github.event_name == 'schedule' && env.DRY_RUN_ON_SCHEDULE || inputs.dry-run";
    expect(prune.steps).toEqual([["prune", { command: "prune", ...handed(prune), "dry-run": expression(scheduled) }]]);
    expect(parse(prune.file.text)).toMatchObject({ env: { DRY_RUN_ON_SCHEDULE: "true" } });
  });

  plant(prune, [
    ["a group of its own", "group: tagstream-publish", "group: prune", /job prune: writes tags, outside the group/],
    ["a run that cannot see holds", / +issues: read.*\n/, "", /job prune: cannot read what is held/],
    ["a run that cannot remove", "packages: write", "packages: read", /job prune: `prune` needs `packages: write`/],
  ]);
});
