// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { describe, expect, test } from "@jest/globals";
import { Entries, textEntries, toData } from "../../../../src/core/existing/expressions/data.ts";
import { decide, evaluatedLines, interpolate, type Scope } from "../../../../src/core/existing/expressions/evaluate.ts";
import { githubContext } from "../../../../src/core/existing/expressions/github-context.ts";
import { unknownData } from "../../../../src/core/existing/expressions/open-mapping.ts";
import { isUnknown, Unknowns } from "../../../../src/core/existing/expressions/unknowns.ts";
import type { Trigger } from "../../../../src/core/existing/triggers/trigger.ts";
import { sample } from "../../../support/existing/source.ts";

const push: Trigger = { event: "push", occasion: { on: "branch", branch: "main" }, ref: "refs/heads/main" };
const pull: Trigger = {
  event: "pull_request",
  occasion: { on: "pull request" },
  ref: "refs/pull/17/merge",
  action: "synchronize",
};
const release: Trigger = {
  event: "release",
  occasion: { on: "git tag", tag: "v1.4.2" },
  ref: "refs/tags/v1.4.2",
  action: "published",
};

function scopeOf(trigger: Trigger, succeeds = true): Scope {
  const unknowns = new Unknowns();
  const open = (name: string) => new Entries([], (key) => unknownData(unknowns, `${name}.${key}`));
  return {
    unknowns,
    succeeds,
    contexts: new Map([
      ["github", githubContext({ trigger, sample, unknowns, inputs: new Map() }, "ci")],
      ["vars", open("vars")],
      ["secrets", open("secrets")],
      [
        "env",
        textEntries([
          ["NAME", "app"],
          ["constructor", "x"],
        ]),
      ],
      [
        "matrix",
        new Entries([
          ["list", toData([1, "b"])],
          ["map", toData(new Map([["key", "value"]]))],
        ]),
      ],
    ]),
  };
}

/** The text with expressions for what is unknown. */
function shown(text: string, trigger = push): string {
  const scope = scopeOf(trigger);
  return scope.unknowns.shown(interpolate(text, scope));
}

describe("interpolate", () => {
  test.each([
    ["a-${{ github.ref_name }}-b", "a-main-b"],
    ["${{ github.repository }}", "octo-org/app"],
    ["${{ github.repository_owner }}/${{ env.name }}", "octo-org/app"],
    ["${{ github.event.repository.default_branch }}", "main"],
    ["${{ github.event.pull_request.number }}", ""],
    ["${{ github.event_name == 'push' && 'yes' || 'no' }}", "yes"],
    ["${{ format('{0}-{1}', 'a', github.sha) }}", `a-${sample.sha}`],
    ["${{ contains(fromJSON('[\"a\",\"b\"]'), 'b') }}", "true"],
    ["${{ join(matrix.list, '+') }}", "1+b"],
    ["${{ matrix.map.key }}${{ matrix.map['key'] }}", "valuevalue"],
    ["${{ toJSON(matrix.list) }}", '[\n  1,\n  "b"\n]'],
    ["${{ 'it''s }} fine' }}", "it's }} fine"],
    ["${{ env.constructor }}${{ env.__proto__ }}${{ env.toString }}", "x"],
    ["${{ vars.A }}", "${{ vars.A }}"],
    ["x-${{ format('{0}', vars.A) }}", "x-${{ vars.A }}"],
    ["${{ vars.A }}${{ vars.B }}", "${{ vars.A }}${{ vars.B }}"],
    ["${{ vars.A || 'default' }}", "${{ vars.A }}"],
    ["${{ env.NAME || vars.A }}", "app"],
    ["${{ vars.A == 'x' && 'a' }}", "${{ vars.A }}"],
    ["${{ github.run_number }}", "${{ github.run_number }}"],
    ["${{ fromJSON(vars.A).b }}", "${{ vars.A }}"],
    ["${{ matrix[vars.A] }}", "${{ vars.A }}"],
    ["${{ hashFiles('x') }}", "${{ hashFiles() }}"],
    ["${{ nonsense", "${{ nonsense"],
    ["${{ nonsense( }}", "${{ nonsense( }}"],
    ["${{ unheard.of }}", "${{ unheard.of }}"],
  ])("%s is %s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    ["${{ github.event.pull_request.number }}", pull, "17"],
    ["${{ github.ref_name }}", pull, "17/merge"],
    ["${{ github.head_ref }}", pull, "${{ github.head_ref }}"],
    ["${{ github.event.pull_request.head.repo.full_name == github.repository }}", pull, "true"],
    ["${{ github.event.release.tag_name }}", release, "v1.4.2"],
    ["${{ github.ref_type }}", release, "tag"],
    ["${{ github.event.release.name }}", release, "${{ github.event.release.name }}"],
  ])("%s of an event", (text, trigger, expected) => {
    expect(shown(text, trigger)).toBe(expected);
  });

  test("a deep expression ends", () => {
    const scope = scopeOf(push);
    expect(isUnknown(interpolate(`\${{ ${"(".repeat(5000)}1${")".repeat(5000)} }}`, scope))).toBe(true);
    expect(interpolate(`\${{ matrix${".map".repeat(45)} }}`, scope)).toBe("");
  });
});

test("evaluatedLines keep the line of the file", () => {
  const lines = evaluatedLines("one\n${{ github.ref_name }}\n${{\n  'a' }}\nlast", scopeOf(push));
  expect(lines).toEqual([
    { text: "one", line: 0, isComputed: false },
    { text: "main", line: 1, isComputed: true },
    { text: "a", line: 2, isComputed: true },
    { text: "last", line: 4, isComputed: false },
  ]);
});

describe("decide", () => {
  const unknown = (source: string) => ({ holds: true, assumed: `only a run knows \`${source}\`` });
  test.each<[string | undefined, ReturnType<typeof decide>]>([
    [undefined, { holds: true }],
    ["github.event_name == 'push'", { holds: true }],
    ["${{ github.event_name != 'push' }}", { holds: false }],
    ["!cancelled()", { holds: true }],
    ["failure()", { holds: false }],
    ["vars.A", unknown("vars.A")],
    ["vars.A == 'true' && github.ref == 'refs/heads/main'", unknown("vars.A")],
    ["vars.A == 'true' && github.ref == 'refs/heads/other'", { holds: false }],
    ["vars.A == 'false'", { holds: false }],
    ["vars.SKIP == 'false'", unknown("vars.SKIP")],
    ["vars.A == 'x' || github.event_name == 'push'", { holds: true }],
    ["vars.A == '' || vars.B == 'x'", unknown("vars.B")],
    ["'false'", { holds: true }],
    ["${{ '' }}", { holds: false }],
    ["0", { holds: false }],
  ])("%s", (condition, expected) => {
    expect(decide(condition, scopeOf(push))).toEqual(expected);
  });

  test("after a job that was skipped", () => {
    const scope = scopeOf(push, false);
    expect(["true", "always()", "success()"].map((text) => decide(text, scope).holds)).toEqual([false, true, false]);
  });
});
