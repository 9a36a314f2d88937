import { describe, expect, test } from "@jest/globals";
import { triggersOf } from "../../../../src/core/existing/triggers/triggers-of.ts";
import { at } from "../../../../src/core/existing/yaml/located.ts";
import { readYaml } from "../../../../src/core/existing/yaml/read-yaml.ts";
import { sample } from "../../../support/existing/source.ts";

function occasionsOf(on: string, branches: readonly string[] = ["main"], gitTags: readonly string[] = []): string[] {
  const file = readYaml(on);
  const { triggers } = triggersOf("root" in file ? at(file.root, "on") : undefined, { branches, gitTags, sample });
  return triggers.map(({ event, ref }) => `${event} ${ref}`);
}

describe("triggersOf", () => {
  test.each<[string, string[]]>([
    ["on: push", ["push refs/heads/main", "push refs/heads/1.x", "push refs/heads/dev/a", "push refs/tags/v1.4.2"]],
    ["on: {push: {branches: [main]}}", ["push refs/heads/main"]],
    ["on: {push: {branches: ['*.x']}}", ["push refs/heads/1.x"]],
    ["on: {push: {branches-ignore: ['dev/**']}}", ["push refs/heads/main", "push refs/heads/1.x"]],
    ["on: {push: {tags: ['v*']}}", ["push refs/tags/v1.4.2"]],
    ["on: {push: {branches: [main], tags: ['v*']}}", ["push refs/heads/main", "push refs/tags/v1.4.2"]],
    ["on: {push: {branches: [gone]}}", []],
    ["on: {push: {tags-ignore: ['*']}}", []],
    ["on: [release]", ["release refs/tags/v1.4.2"]],
    ["on: {schedule: [{cron: '0 1 * * *'}, {cron: '0 2 * * 0'}]}", ["schedule refs/heads/main", "schedule refs/heads/main"]],
    ["on: workflow_dispatch", ["workflow_dispatch refs/heads/main"]],
    ["on: [pull_request]", ["pull_request refs/pull/17/merge"]],
    ["on: {pull_request_target: }", ["pull_request_target refs/heads/main"]],
    ["on: {workflow_run: {workflows: [ci]}}", ["workflow_run refs/heads/main"]],
    ["on: [workflow_call, issues]", []],
    ["on: 3", []],
    ["name: none", []],
  ])("%s", (on, expected) => {
    expect(occasionsOf(on, ["dev/a", "1.x", "main"].reverse())).toEqual(expected);
  });

  test("a filter of git tags that no version fits is said", () => {
    const file = readYaml("on:\n  push:\n    tags:\n      - v[0-9]\n");
    const result = triggersOf("root" in file ? at(file.root, "on") : undefined, { branches: [], gitTags: [], sample });
    expect(result).toEqual({
      triggers: [],
      faults: [{ line: 4, text: "v[0-9]", why: "no git tag with a version fits the filter" }],
    });
  });
});
