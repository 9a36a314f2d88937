import { expect, test } from "@jest/globals";
import { parseWorkflow } from "../support/workflow.ts";
import { templates, type WorkflowFile } from "../support/workflow-files.ts";
import { findViolations } from "../support/workflow-policy.ts";

const expression = (text: string): string => `\${{ ${text} }}`;
const [candidate] = templates.filter((file) => file.path === "workflows/candidate.yml") as [WorkflowFile];

// What workflows/README.md tells people to change, for `candidates: { registry: quay.io/octo-dev }`.
test("candidate.yml with a login for the candidates' registry alone keeps them, and no job may write packages", () => {
  const text = candidate.text
    .replaceAll("registry: ghcr.io", "registry: quay.io")
    .replaceAll(expression("github.actor"), expression("vars.CANDIDATES_USER"))
    .replaceAll(`password: ${expression("github.token")}`, `password: ${expression("secrets.CANDIDATES_TOKEN")}`)
    .replaceAll(/packages: write/g, "packages: read");
  const changed = { ...candidate, text };
  expect(findViolations(changed)).toEqual([]);
  const jobs = Object.values(parseWorkflow(changed).jobs);
  expect(jobs.filter(({ permissions }) => permissions?.["packages"] === "write")).toEqual([]);
  const logins = jobs.flatMap(({ steps }) => steps.filter(({ uses }) => uses?.startsWith("docker/login-action@")));
  // Four in the text: the three build jobs share one.
  expect(logins.map(({ with: inputs, if: condition }) => [inputs?.["registry"], condition !== undefined])).toEqual(
    Array.from({ length: 6 }, () => ["quay.io", true]),
  );
});
