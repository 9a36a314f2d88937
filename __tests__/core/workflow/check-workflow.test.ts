import { describe, expect, test } from "@jest/globals";
import { createTwoFilesPatch } from "diff";
import { parse } from "yaml";
import { checkWorkflow, isOurs } from "../../../src/core/workflow/check-workflow.ts";
import { writeWorkflow } from "../../../src/core/workflow/write-workflow.ts";
import { configurationOf, expectedWorkflow, forms, settingsOf } from "../../support/written-workflows.ts";

const facts = { uses: "octo/tagstream@v1", repository: "octo-org/app", defaultBranch: "main" };
const configuration = configurationOf(forms["one-image"] ?? "");
const text = expectedWorkflow("one-image");

/** The lines that a check would change. */
function changedLines(changed: string, of = configuration): string[] {
  const check = checkWorkflow(changed, of, facts);
  if (check.upToDate) return [];
  const patch = createTwoFilesPatch("a", "b", changed, check.expected, undefined, undefined, { context: 0 });
  return patch.split("\n").filter((line) => /^[-+](?![-+])/.test(line));
}

describe("a workflow that people and Dependabot changed", () => {
  const kept: [what: string, from: string | RegExp, to: string][] = [
    ["an action that Dependabot moved", /checkout@.*/g, "checkout@1234567890123456789012345678901234567890 # v8.0.0"],
    [
      "Tagstream that Dependabot moved",
      /octo\/tagstream@v1/g,
      "octo/tagstream@1234567890123456789012345678901234567890 # v1.3.0",
    ],
    ["another time", /- cron: .*/, '- cron: "7 2 * * 4"'],
    ["another time in other quotes, with a reason", /- cron: .*/, "- cron: '7 2 * * 4' # after the mirror's update"],
    ["a longer job", /publish:\n([\s\S]*?)timeout-minutes: 60/, "publish:\n$1timeout-minutes: 300"],
    ["another machine", /runs-on: ubuntu-24.04/g, "runs-on: [self-hosted, linux]"],
    ["another machine for one job", /publish:\n([\s\S]*?)runs-on: ubuntu-24.04/, "publish:\n$1runs-on: large"],
    ["another login", /username: .*/g, "username: robot"],
    ["another name", "name: images", "name: containers"],
    ["lines that end as on Windows", /\n/g, "\r\n"],
  ];
  test.each(kept)("%s is up to date", (_, from, to) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(checkWorkflow(changed, configuration, facts)).toEqual({ upToDate: true });
  });

  const drift: [what: string, from: string | RegExp, to: string, lines: string[]][] = [
    ["another branch", "branches: [main]", "branches: [main, next]", ["-    branches: [main, next]", "+    branches: [main]"]],
    [
      "a right",
      "issues: read # read holds, for the comment",
      "issues: write # read holds, for the comment",
      ["-      issues: write # read holds, for the comment", "+      issues: read # read holds, for the comment"],
    ],
    ["a step of a person's", "    steps:\n", "    steps:\n      - run: make\n", ["-      - run: make"]],
    [
      "an action at two commits",
      /buildx-action@.*/,
      "buildx-action@1234567890123456789012345678901234567890 # v5.0.0",
      [
        "-      - uses: docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e # v4.3.0",
        "+      - uses: docker/setup-buildx-action@1234567890123456789012345678901234567890 # v5.0.0",
      ],
    ],
  ];
  test.each(drift)("%s is drift", (_, from, to, lines) => {
    expect(changedLines(text.replace(from, to))).toEqual(lines);
  });

  test("a changed configuration is drift", () => {
    const next = configurationOf("streams: { edge: {}, lts: { from: { branch: lts } } }\nimages: { squid: { context: . } }\n");
    expect(changedLines(text, next)).toEqual([
      "-    branches: [main]",
      "+    # Each of these branches needs this file: GitHub runs that of the branch that was pushed to.",
      "+    branches: [main, lts]",
    ]);
  });

  test("the default branch is the repository's", () => {
    const check = checkWorkflow(text, configuration, { ...facts, defaultBranch: "trunk" });
    expect(check).toEqual({ upToDate: false, expected: text.replace("branches: [main]", "branches: [trunk]") });
  });

  test("a login where nothing is published stays in all jobs that build, and only there", () => {
    const of = (name: string) => configurationOf(forms[name] ?? "");
    const loginsOf = (name: string) => {
      const settings = settingsOf(of(name), { pulls: ["registry.example.org"] });
      const pulling = writeWorkflow(of(name), settings);
      expect(checkWorkflow(pulling, of(name), facts)).toEqual({ upToDate: true });
      const jobs: Record<string, { steps?: { with?: { registry?: string } }[] }> = parse(pulling).jobs;
      return Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
        steps.some((step) => step.with?.registry === "registry.example.org") ? [job] : [],
      );
    };
    expect(loginsOf("one-image")).toEqual(["candidate", "publish"]);
    expect(loginsOf("chain")).toEqual(["plan", "build", "build-2"]);
    expect(loginsOf("apart")).toEqual(["plan", "build", "candidate-plan", "candidate-build"]);
  });

  test("bases in GitHub's registry need a right to read, where nothing is published there", () => {
    const hub = configurationOf("registries: [docker.io/octo]\nimages: { squid: { context: . } }\n");
    const pulling = writeWorkflow(hub, settingsOf(hub, { pulls: ["ghcr.io"] }));
    expect(pulling.match(/packages: .*/g)).toEqual(["packages: read # pull base images", "packages: read # pull base images"]);
    expect(checkWorkflow(pulling, hub, facts)).toEqual({ upToDate: true });
  });

  test("what is no workflow gets a first one, and says why", () => {
    expect(checkWorkflow("a: b\n", configuration, facts)).toEqual({
      upToDate: false,
      expected: writeWorkflow(configuration, settingsOf(configuration)),
      why: "it is no workflow with `on` and `jobs`",
    });
  });

  test("ours are told from people's", () => {
    expect([text, `\n${text}`, "name: images\n", ""].map(isOurs)).toEqual([true, false, false, false]);
  });
});
