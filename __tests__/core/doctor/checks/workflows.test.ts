/** Checks of workflows: each fault, planted in a healthy one. */
import { describe, expect, test } from "@jest/globals";
import { actionReferences } from "../../../../src/core/doctor/checks/action-references.ts";
import { builder } from "../../../../src/core/doctor/checks/builder.ts";
import { checkoutDepth } from "../../../../src/core/doctor/checks/checkout-depth.ts";
import { emulation } from "../../../../src/core/doctor/checks/emulation.ts";
import { permissions } from "../../../../src/core/doctor/checks/permissions.ts";
import type { Facts } from "../../../../src/core/doctor/facts.ts";
import { configured, findingsOf, workflowIn, workflowsWith } from "../../../support/doctor-facts.ts";
import { makeUnit } from "../../../support/units.ts";

const subject = "images.yml, job images";
const file = ".github/workflows/images.yml";
const at = (line: number) => ({ place: { file, line } });

describe("checkout-depth", () => {
  test("needs two commits for pull requests", () => {
    const found = {
      level: "soon",
      check: "checkout-depth",
      subject,
      what: "its checkout has one commit: each pull request fetches the one before it, and fails where it cannot",
      remedy: "give actions/checkout `fetch-depth: 2`",
      ...at(14),
    };
    expect(findingsOf(checkoutDepth, workflowsWith([/\n.*fetch-depth.*/, ""]))).toEqual([found]);
    expect(findingsOf(checkoutDepth, workflowsWith(["fetch-depth: 2", "fetch-depth: 1"]))).toEqual([found]);
    expect(findingsOf(checkoutDepth, workflowsWith(["fetch-depth: 2", "fetch-depth: 0"]))).toEqual([]);
  });

  test("does not matter after pushes and on a schedule", () => {
    const changes = [
      ["fetch-depth: 2", "fetch-depth: 1"],
      [/\n.*pull_request:.*/, ""],
    ] as const;
    expect(findingsOf(checkoutDepth, workflowsWith(...changes))).toEqual([]);
  });

  test("needs a checkout before Tagstream", () => {
    expect(findingsOf(checkoutDepth, workflowsWith([/\n.*checkout@.*\n.*fetch-depth.*/, ""]))).toEqual([
      {
        level: "fails",
        check: "checkout-depth",
        subject,
        what: "no step checks out before Tagstream",
        remedy: "add actions/checkout with `fetch-depth: 2`",
        ...at(18),
      },
    ]);
  });

  test("looks at this clone in the action alone", () => {
    const facts: Partial<Facts> = { isShallow: { known: true } };
    expect(findingsOf(checkoutDepth, facts)).toEqual([
      {
        level: "risk",
        check: "checkout-depth",
        subject: "this clone",
        what: "it has one commit, so a push cannot be compared with the one before it",
        remedy: "give actions/checkout `fetch-depth: 2`",
      },
    ]);
    expect(findingsOf(checkoutDepth, { ...facts, at: "command line" })).toEqual([]);
  });
});

describe("builder", () => {
  test("is set up before Tagstream", () => {
    const found = {
      level: "fails",
      check: "builder",
      subject,
      what: "no step sets up a builder before Tagstream, and Docker's own cannot push by digest",
      remedy: "add docker/setup-buildx-action before it",
      ...at(19),
    };
    expect(findingsOf(builder, workflowsWith([/\n.*setup-buildx.*/, ""]))).toEqual([found]);
    const hosted = workflowsWith([/\n.*setup-buildx.*/, ""], ["ubuntu-24.04", "[self-hosted, linux]"]);
    expect(findingsOf(builder, hosted)).toEqual([{ ...found, level: "risk" }]);
  });

  test("is not needed for commands that build nothing", () => {
    const text = "on: push\njobs: { plan: { steps: [{ uses: octo/tagstream@v1, with: { command: plan } }] } }";
    expect(findingsOf(builder, { workflows: { known: [workflowIn(file, text)] } })).toEqual([]);
  });

  test("of this machine can push by digest: on a person's machine it stops no workflow", () => {
    const problem = { code: "builder-driver", severity: "error", message: "The driver docker cannot push" } as const;
    const facts: Partial<Facts> = { builder: { known: { problem } } };
    const row = {
      check: "builder",
      subject: "the builder of this machine",
      what: "The driver docker cannot push",
      remedy: "see builder-driver",
    };
    expect(findingsOf(builder, facts)).toEqual([{ level: "fails", ...row }]);
    expect(findingsOf(builder, { ...facts, at: "command line" })).toEqual([{ level: "risk", ...row }]);
  });
});

describe("emulation", () => {
  const platforms = ["linux/amd64", "linux/arm64"];
  const tests = [{ name: "runs", kind: "run", timeout: 60, command: ["true"], env: {}, platforms }] as const;
  const units = [makeUnit("squid:release", { platforms, tests: tests.map((one) => ({ ...one, command: ["true"] })) })];
  const remedy = "add docker/setup-qemu-action, or name a runner of each platform in `runners`";
  const without = workflowsWith([/\n.*setup-qemu.*/, ""]);

  test("is there, or each platform has its runner", () => {
    expect(findingsOf(emulation, { ...configured({ units }), ...without })).toEqual([
      {
        level: "fails",
        check: "emulation",
        subject,
        what: "its runner is amd64, and nothing emulates arm64 for tests",
        remedy,
        ...at(19),
      },
    ]);
    expect(findingsOf(emulation, configured({ units }))).toEqual([]);
    expect(findingsOf(emulation, { ...configured({ units, nativePlatforms: ["linux/arm64"] }), ...without })).toEqual([]);
    expect(findingsOf(emulation, without)).toEqual([]);
  });

  test("works on this machine, in the action", () => {
    const facts: Partial<Facts> = { ...configured({ units }), cannotRun: { known: ["linux/arm64"] } };
    expect(findingsOf(emulation, facts)).toEqual([
      {
        level: "fails",
        check: "emulation",
        subject: "this machine",
        what: "containers of arm64 cannot run here, so their tests fail",
        remedy,
      },
    ]);
    expect(findingsOf(emulation, { ...facts, at: "command line" })).toEqual([]);
  });
});

describe("permissions", () => {
  const line = /permissions: \{ contents.*/;
  const all = "{ contents: read, packages: write, pull-requests: write, issues: read }";
  const found = (given: string, more: Partial<Facts> = {}) =>
    findingsOf(permissions, { ...workflowsWith([line, given]), ...more });
  const row = { check: "permissions", subject, ...at(10) };

  test.each([
    ["`packages: write`", "permissions: { contents: read, packages: read, pull-requests: write, issues: read }"],
    ["`issues: read`", "permissions: { contents: read, packages: write, pull-requests: write }"],
    ["`pull-requests: write`", "permissions: { contents: read, packages: write, issues: read }"],
  ])("lack %s", (right, given) => {
    expect(found(given)).toEqual([
      { ...row, level: "fails", what: `its token lacks ${right} for \`run\``, remedy: `add ${right} to the job's permissions` },
    ]);
  });

  test("are more than any step needs", () => {
    expect(found("permissions: { contents: write, packages: write, pull-requests: write, issues: read }")).toEqual([
      { ...row, level: "risk", what: "no step needs `contents: write`", remedy: "remove what no step needs" },
    ]);
  });

  test("of a job with other steps may be for these", () => {
    const release = "      - run: gh release create v1\n";
    const text = [line, "permissions: { contents: write, packages: write, pull-requests: write, issues: read }"] as const;
    expect(findingsOf(permissions, workflowsWith(text, [/$/, release]))).toEqual([]);
  });

  test.each([
    ["permissions: write-all", "its token may write everything"],
    ["timeout-minutes: 3", "the repository's setting decides what its token may"],
  ])("that nobody names: %s", (given, what) => {
    const facts = workflowsWith([line, given], ["permissions: {}\n", ""]);
    expect(findingsOf(permissions, facts)).toEqual([
      { ...row, level: "risk", what, remedy: `give it \`permissions: ${all}\``, ...at(9) },
    ]);
  });

  test("for packages matter where images are in GitHub's registry", () => {
    const given = "permissions: { contents: read, pull-requests: write, issues: read }";
    expect(found(given, configured({ units: [makeUnit("squid:release")] }))).toEqual([]);
    expect(findingsOf(permissions, configured({ units: [makeUnit("squid:release")] }))).toEqual([
      { ...row, level: "risk", what: "no step needs `packages: write`", remedy: "remove what no step needs" },
    ]);
    expect(findingsOf(permissions, { configuration: { unknown: "unreadable" } })).toEqual([]);
  });
});

test("action-references: actions by tag, and images without a digest", () => {
  const changes = [
    [/setup-qemu-action@\w+/, "setup-qemu-action@v4"],
    [/login-action@\w+/, "login-action@v4"],
    [/$/, "      - uses: docker://alpine:3\n      - uses: ./.github/actions/own\n"],
  ] as const;
  expect(findingsOf(actionReferences, workflowsWith(...changes))).toEqual([
    {
      level: "risk",
      check: "action-references",
      subject: "3 actions by tag in images.yml",
      what: "whoever moves the tag runs code with this workflow's rights",
      remedy: "pin to a commit: docker/setup-qemu-action@v4, docker/login-action@v4, docker://alpine:3",
      ...at(16),
    },
  ]);
  expect(findingsOf(actionReferences, { workflows: { unknown: "unreadable" } })).toEqual([
    { level: "unknown", check: "action-references", subject: "workflows", what: "unreadable" },
  ]);
});
