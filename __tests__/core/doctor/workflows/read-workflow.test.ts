import { describe, expect, test } from "@jest/globals";
import { gapOf } from "../../../../src/core/doctor/workflows/cron.ts";
import { readWorkflow } from "../../../../src/core/doctor/workflows/read-workflow.ts";
import { day } from "../../../../src/core/lib/time/duration.ts";

const file = ".github/workflows/images.yml";

describe("a workflow", () => {
  test("with all that checks look at, and the lines", () => {
    const text = `name: images
on:
  schedule:
    - cron: "17 6 * * 1"
  push: { paths: [squid] }
permissions: read-all
concurrency: all
jobs:
  one:
    name: One
    runs-on: { group: large, labels: [self-hosted, linux] }
    strategy: { matrix: { os: [a] } }
    permissions: { contents: read }
    concurrency: { group: one, queue: max, cancel-in-progress: false }
    steps: &steps
      - run: make
      - uses: actions/checkout@v7
        with: { fetch-depth: 2, lfs: }
  two:
    permissions: write-all
    steps: *steps
  three:
    uses: ./.github/workflows/other.yml
`;
    const steps = [
      { line: 16, run: "make", with: {} },
      { line: 17, uses: "actions/checkout@v7", with: { "fetch-depth": "2", lfs: "" } },
    ];
    const all = { group: "all" };
    const reading = { contents: "read", packages: "read", "pull-requests": "read", issues: "read", actions: "read" };
    expect(readWorkflow(file, text)).toEqual({
      file,
      name: "images",
      on: [
        { name: "schedule", hasPaths: false },
        { name: "push", hasPaths: true },
      ],
      crons: [{ cron: "17 6 * * 1", line: 4 }],
      isOwn: false,
      jobs: [
        {
          id: "one",
          line: 9,
          name: "One",
          hasMatrix: true,
          permissions: { contents: "read" },
          concurrency: [{ group: "one", queue: "max", cancelInProgress: "false" }, all],
          runsOn: ["self-hosted", "linux"],
          steps,
        },
        { id: "two", line: 19, hasMatrix: false, permissions: "write-all", concurrency: [all], runsOn: [], steps },
        {
          id: "three",
          line: 22,
          hasMatrix: false,
          calls: "./.github/workflows/other.yml",
          permissions: reading,
          concurrency: [all],
          runsOn: [],
          steps: [],
        },
      ],
    });
  });

  test.each([
    ["on: push", [{ name: "push", hasPaths: false }]],
    [
      "on: [push, pull_request]",
      [
        { name: "push", hasPaths: false },
        { name: "pull_request", hasPaths: false },
      ],
    ],
    ["on:\n  push:\n    paths-ignore: [docs]", [{ name: "push", hasPaths: true }]],
  ])("that starts by %j", (on, expected) => {
    expect(readWorkflow(file, `${on}\njobs: { a: { steps: [] } }`)?.on).toEqual(expected);
  });

  const bomb = `a: &a [x, x]\n${"bcdefgh"
    .split("")
    .map((name, index) => `${name}: &${name} [${"*".repeat(0)}${Array(40).fill(`*${"abcdefg"[index]}`).join(", ")}]`)
    .join("\n")}\njobs: { a: *h }`;

  test.each([
    ["no YAML", "on: [push"],
    ["no jobs", "on: push"],
    ["a list", "- on"],
    ["jobs that are no map", "jobs: []\n"],
    ["more aliases than any workflow has", bomb],
    ["more levels than any workflow has", `jobs: ${"[".repeat(1000)}${"]".repeat(1000)}`],
  ])("that is none: %s", (_, text) => {
    const { jobs = [] } = readWorkflow(file, text) ?? {};
    expect(jobs).toEqual([]);
  });
});

test.each([
  ["17 6 * * 1", 7 * day],
  ["17 6 * * 1-5", 4 * day],
  ["17 6 1 * *", 31 * day],
  ["17 6 * * *", day],
  ["17 * * * *", day / 24],
])("%s starts at least so often", (cron, gap) => {
  expect(gapOf(cron)).toBe(gap);
});
