/** The doctor finds nothing in the templates, and in the examples only what they say themselves. */
import { expect, test } from "@jest/globals";
import { diagnose } from "../../src/core/doctor/diagnose.ts";
import type { DoctorWorkflow } from "../../src/core/doctor/workflows/workflow.ts";
import { configured, healthyFacts, workflowIn } from "../support/doctor-facts.ts";
import { makeUnit } from "../support/units.ts";
import { exampleWorkflows, templates, type WorkflowFile } from "../support/workflow-files.ts";

const rules = { known: { required: [], hasMergeQueue: false } } as const;

/** Of the examples whose registry is a service of the job. */
const besideTheJob = makeUnit("squid:release", { destinations: [{ repository: "localhost:5000/squid", required: true }] });

/** What is found, without the references of actions: examples name them as people write them first. */
function found(files: readonly WorkflowFile[]): string[] {
  const known = files.map(({ path, text }): DoctorWorkflow => workflowIn(path, text));
  const isOnGitHub = files.some(({ text }) => text.includes("ghcr.io"));
  const facts = isOnGitHub ? healthyFacts : { ...healthyFacts, ...configured({ units: [besideTheJob] }) };
  return diagnose({ ...facts, workflows: { known }, schedules: [], branchRules: rules })
    .filter(({ level, check }) => level !== "ok" && check !== "action-references")
    .map(({ level, check, subject, what }) => `${level} ${check} ${subject}: ${what}`);
}

test("the templates need a rule that requires their check", () => {
  expect(found(templates)).toEqual([
    "risk required-checks candidate.yml: no rule requires its job, so a pull request can be merged before its images are tested",
  ]);
});

test.each(exampleWorkflows.map((file) => [file.path, file] as const))("%s", (_, file) => {
  expect(found([file]).filter((line) => !line.startsWith("risk required-checks"))).toEqual([]);
});
