import { expect, test } from "@jest/globals";
import { checkoutDepth } from "../../../../src/core/doctor/checks/checkout-depth.ts";
import { concurrency } from "../../../../src/core/doctor/checks/concurrency.ts";
import { permissions } from "../../../../src/core/doctor/checks/permissions.ts";
import { configured, findingsOf, workflowIn } from "../../../support/doctor-facts.ts";
import { configurationOf, forms, workflowOf } from "../../../support/written-workflows.ts";

const more = {
  "Docker Hub before GHCR, on a runner of its own": `
registries: [docker.io/octo, ghcr.io/octo-org]
runners: { default: self-hosted }
images: { app: { context: . } }
`,
};

test.each(Object.entries({ ...forms, ...more }))("doctor finds nothing in the workflow that init writes: %s", (_, text) => {
  const { path, text: written } = workflowOf(text);
  const { units } = configurationOf(text);
  const facts = { ...configured({ units }), workflows: { known: [workflowIn(path, written)] } };
  expect([permissions, concurrency, checkoutDepth].flatMap((check) => findingsOf(check, facts))).toEqual([]);
});
