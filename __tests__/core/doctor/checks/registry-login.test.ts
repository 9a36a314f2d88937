/** The check of logins: missing steps, planted in the text of a healthy workflow. */
import { describe, expect, test } from "@jest/globals";
import { registryLogin } from "../../../../src/core/doctor/checks/registry-login.ts";
import type { Facts } from "../../../../src/core/doctor/facts.ts";
import { configured, findingsOf, healthyRegistry, workflowIn, workflowOf, workflowsWith } from "../../../support/doctor-facts.ts";
import { makeUnit } from "../../../support/units.ts";

const login = /\n.*login-action@.*\n.*registry: ghcr\.io.*/;
const at = (line: number) => ({ place: { file: ".github/workflows/images.yml", line } });
const row = {
  level: "fails",
  check: "registry-login",
  subject: "images.yml, job images",
  what: "no step before Tagstream logs in to ghcr.io, so it cannot push there",
  remedy: "add docker/login-action for ghcr.io before it",
};
const withHub = (required: boolean) =>
  configured({
    units: [
      makeUnit("squid:release", {
        destinations: [
          { repository: "ghcr.io/octo/squid", required: true },
          { repository: "docker.io/octo/squid", required },
        ],
      }),
    ],
  });
const found = (...changes: [string | RegExp, string][]) => findingsOf(registryLogin, workflowsWith(...changes));

describe("registry-login", () => {
  test("finds a job without a login", () => {
    expect(findingsOf(registryLogin, {})).toEqual([]);
    expect(found([login, ""])).toEqual([{ ...row, ...at(18) }]);
    expect(found([login, ""], ["ubuntu-24.04", "self-hosted"])).toEqual([{ ...row, level: "risk", ...at(18) }]);
  });

  test("finds the registry that has none, of two", () => {
    const what = "no step before Tagstream logs in to docker.io, so it cannot push there";
    const other = { ...row, what, remedy: "add docker/login-action for docker.io before it", ...at(20) };
    expect(findingsOf(registryLogin, withHub(true))).toEqual([other]);
    expect(findingsOf(registryLogin, withHub(false))).toEqual([{ ...other, level: "risk" }]);
  });

  test.each([
    ["no registry: Docker Hub", "- uses: docker/login-action@v4"],
    ["another name of Docker Hub", "- uses: docker/login-action@v4\n        with: { registry: 'https://index.docker.io/v1/' }"],
    [
      "several in one step",
      "- uses: docker/login-action@v4\n        with:\n          registry-auth: |\n            - registry: ghcr.io\n            - registry: docker.io",
    ],
    ["an expression", `- uses: docker/login-action@v4\n        with: { registry: "\${{ vars.REGISTRY }}" }`],
    ["a command", "- run: echo $P | docker login --password-stdin"],
    ["an action of this repository", "- uses: ./.github/actions/prepare"],
    ["another action for logins", "- uses: aws-actions/amazon-ecr-login@v2"],
  ])("takes %s for a login", (_, step) => {
    const text: [RegExp, string] = [/- uses: docker\/setup-qemu/, `${step}\n      - uses: docker/setup-qemu`];
    expect(findingsOf(registryLogin, { ...withHub(true), ...workflowsWith(text) })).toEqual([]);
  });

  test("needs a login for nothing where nobody pushes, or the registry asks for none", () => {
    const tagstream = /octo\/tagstream@.*/;
    expect(found([login, ""], [tagstream, "octo/tagstream@v1\n        with: { dry-run: true }"])).toEqual([]);
    expect(found([login, ""], [tagstream, "octo/tagstream@v1\n        with: { command: check }"])).toEqual([]);
    const open: Partial<Facts> = { registries: [{ ...healthyRegistry, hasLogin: false }], ...workflowsWith([login, ""]) };
    expect(findingsOf(registryLogin, open)).toEqual([]);
    const beside = makeUnit("squid:release", { destinations: [{ repository: "localhost:5000/squid", required: true }] });
    expect(findingsOf(registryLogin, { ...configured({ units: [beside] }), ...workflowsWith([login, ""]) })).toEqual([]);
  });

  test("is a risk where all that is missing are candidates", () => {
    const proposals = workflowOf([login, ""], [/ {2}schedule.*\n.*push:.*\n/, ""], [/\n {2}workflow_dispatch:/, ""]);
    const workflows = { known: [proposals] };
    const what = "no step before Tagstream logs in to ghcr.io, so pull requests have no candidates there";
    expect(findingsOf(registryLogin, { workflows })).toEqual([{ ...row, level: "risk", what, ...at(15) }]);
    const unit = makeUnit("squid:release", { candidates: false });
    expect(findingsOf(registryLogin, { workflows, ...configured({ units: [unit] }) })).toEqual([]);
  });

  test("says nothing of workflows without Tagstream, or that nobody can read", () => {
    const other = workflowIn(".github/workflows/other.yml", "on: push\njobs: { lint: { runs-on: x, steps: [{ run: make }] } }\n");
    expect(findingsOf(registryLogin, { workflows: { known: [other] } })).toEqual([]);
    expect(findingsOf(registryLogin, { workflows: { unknown: "no rights" } })).toEqual([]);
  });
});
