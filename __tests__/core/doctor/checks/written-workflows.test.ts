/** `tagstream doctor` on what `tagstream init` writes: the two agree. */
import { describe, expect, test } from "@jest/globals";
import { actionReferences } from "../../../../src/core/doctor/checks/action-references.ts";
import { builder } from "../../../../src/core/doctor/checks/builder.ts";
import { checkoutDepth } from "../../../../src/core/doctor/checks/checkout-depth.ts";
import { concurrency } from "../../../../src/core/doctor/checks/concurrency.ts";
import { emulation } from "../../../../src/core/doctor/checks/emulation.ts";
import { permissions } from "../../../../src/core/doctor/checks/permissions.ts";
import { configured, findingsOf, workflowIn } from "../../../support/doctor-facts.ts";
import { makeUnit } from "../../../support/units.ts";
import { configurationOf, workflowOf, writtenWorkflows } from "../../../support/written-workflows.ts";

const checks = [builder, checkoutDepth, concurrency, emulation, permissions];

describe.each(writtenWorkflows)("of the written $path", ({ path, text }) => {
  const host = /packages: (?:read|write)/.test(text) ? "ghcr.io" : "quay.io";
  const candidates = { "apart.yml": "quay.io/octo-dev/app", "versions-alone.yml": false as const }[path.split("/").at(-1) ?? ""];
  const elsewhere = candidates === undefined ? {} : { candidates };
  const unit = makeUnit("app:release", { destinations: [{ repository: `${host}/octo-org/app`, required: true }], ...elsewhere });
  const written = { ...configured({ units: [unit] }), workflows: { known: [workflowIn(path, text)] } };

  test.each(checks)("doctor finds no fault: $name", (check) => {
    expect(findingsOf(check, written)).toEqual([]);
  });

  test("doctor sees the account that a person must still fill in", () => {
    const at = workflowIn(path, text.replaceAll("octo/tagstream@", "OWNER/tagstream@"));
    const found = findingsOf(actionReferences, { workflows: { known: [at] } }).filter(({ level }) => level === "fails");
    expect(found.map(({ what, remedy }) => ({ what, remedy }))).toEqual([
      {
        what: "its steps use OWNER/tagstream@v1, and OWNER is a placeholder: every run fails",
        remedy: "replace OWNER with the account that hosts Tagstream",
      },
    ]);
  });
});

test("doctor finds nothing in a workflow that logs in to Docker Hub before GHCR, on a runner of its own", () => {
  const text =
    "registries: [docker.io/octo, ghcr.io/octo-org]\nrunners: { default: self-hosted }\nimages: { app: { context: . } }\n";
  const { path, text: written } = workflowOf(text);
  const { units } = configurationOf(text);
  const facts = { ...configured({ units }), workflows: { known: [workflowIn(path, written)] } };
  expect([permissions, concurrency, checkoutDepth].flatMap((check) => findingsOf(check, facts))).toEqual([]);
});
