import { describe, expect, test } from "@jest/globals";
import { template } from "../support/act-repository.ts";
import { findViolations } from "../support/workflow-policy.ts";

const follow = template("follow.yml");

describe("the approval in follow.yml", () => {
  test.each<[what: string, from: string | RegExp, to: string, found: string]>([
    [
      "a publication that does not wait",
      "needs: [plan, build, approve]",
      "needs: [plan, build]",
      "job publish: publishes without the approval of approve",
    ],
    [
      "a publication after a rejection",
      "needs.approve.result == 'success'",
      "needs.approve.result != 'cancelled'",
      "job publish: publishes without the approval of approve",
    ],
    [
      "people in the group of publications",
      "    environment: stable\n",
      "    environment: stable\n    concurrency: { group: tagstream-publish, queue: max }\n",
      "job approve: waits for people in a group, where it keeps others from running",
    ],
    [
      "rights while nobody looks",
      /(environment: stable[\s\S]*?)permissions: \{\}/,
      "$1permissions: { packages: write }",
      "job approve: does more than wait for people",
    ],
    [
      "a last job that does not see a rejection",
      "needs: [plan, build, approve, publish]",
      "needs: publish",
      "no job waits for all others",
    ],
  ])("the rules find %s", (_, from, to, found) => {
    const text = follow.text.replace(from, to);
    expect(text).not.toBe(follow.text);
    expect(findViolations({ ...follow, text })).toContain(found);
  });
});

describe("the one level of follow.yml", () => {
  test.each<[what: string, from: string | RegExp, to: string, found: string]>([
    [
      "all units, whose images may be built on each other",
      "inputs.only || env.FOLLOWERS",
      "inputs.only",
      "not one job builds `matrix-2` of the plan",
    ],
    ["no jobs", "outputs.matrix ||", "outputs.jobs ||", "not one job builds `matrix` of the plan"],
    ["a runner of its own", /(build:[\s\S]*?runs-on:).*/, "$1 macos-26", "job build: runs on another runner than the plan says"],
    ["records of other jobs", /(path: .*)record-.*\.json/, "$1", "job build: does not hand on its own record alone"],
  ])("the rules find %s", (_, from, to, found) => {
    const text = follow.text.replace(from, to);
    expect(text).not.toBe(follow.text);
    expect(findViolations({ ...follow, text })).toContain(found);
  });
});
