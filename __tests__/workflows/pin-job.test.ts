import { describe, expect, test } from "@jest/globals";
import { findCommand } from "../../src/commands/index.ts";
import { pinTemplate, withPinJob } from "../support/pin-job.ts";
import { parseWorkflow } from "../support/workflow.ts";
import { templates } from "../support/workflow-files.ts";
import { findViolations } from "../support/workflow-policy.ts";
import { findProblems } from "../support/workflow-validation.ts";

describe.each(withPinJob)("%s with its job for pins", (path) => {
  const file = pinTemplate(path);

  test("keeps our rules, and GitHub understands it", async () => {
    expect(findViolations(file)).toEqual([]);
    expect(await findProblems(file)).toEqual([]);
  });

  test("has one more job, with the rights that `pin` needs and no other", () => {
    const before = Object.keys(parseWorkflow(templates.find((one) => one.path === path) ?? file).jobs);
    const { jobs } = parseWorkflow(file);
    expect(Object.keys(jobs).filter((name) => !before.includes(name))).toEqual(["pin"]);
    expect(jobs["pin"]?.permissions).toEqual(findCommand("pin")?.permissions);
  });

  test("runs after a publication that wrote a tag, also if other images failed", () => {
    const { jobs } = parseWorkflow(file);
    const needed = String(jobs["pin"]?.needs);
    expect(jobs["pin"]?.if).toBe(`\${{ !cancelled() && needs.${needed}.outputs.changed == 'true' }}`);
    expect(jobs[needed]?.outputs).toEqual({ changed: `\${{ steps.${needed}.outputs.changed }}` });
  });
});
