import { describe, expect, test } from "@jest/globals";
import { type FreshnessRow, printFreshness, readFreshness } from "../../../src/core/freshness/freshness-data.ts";

const row: FreshnessRow = {
  published: "2026-11-10T03:17:00Z",
  cause: "failed",
  tries: {
    since: "2026-11-11T03:17:00Z",
    last: "2026-11-13T03:17:00Z",
    count: 3,
    inputs: "ab".repeat(32),
    bases: [`docker.io/library/almalinux:9@sha256:${"1".repeat(64)}`],
    code: "test-failed",
    problem: "answers on 8000: ```\n# no `yaml tagstream-stale` --> <b>@octo</b>",
  },
};
const rows = new Map([["squid:release", row]]);
const block = printFreshness(rows);

describe("the data of the freshness issue", () => {
  test("is read as it was written", () => {
    expect(readFreshness(`# Text\n\n${block}\n`)).toEqual({ rows });
  });

  test.each([
    ["no block", "nonsense"],
    ["two blocks", `${block}\n${block}`],
    ["no YAML", "```yaml tagstream-stale\n{{{\n```"],
    ["no units", "```yaml tagstream-stale\nunits: 7\n```"],
    ["a deep block", `\`\`\`yaml tagstream-stale\nunits: ${"[".repeat(5000)}\n\`\`\``],
    ["an alias", "```yaml tagstream-stale\na: &a [1]\nunits: *a\n```"],
  ])("is nothing where an edit left %s", (_, body) => {
    const read = readFreshness(body);
    expect([read.rows.size, typeof read.fault]).toEqual([0, "string"]);
  });

  test.each([
    ["count: 3", "count: -1"],
    ["count: 3", 'count: "many"'],
    ["since: ", "begun: "],
    ['code: "test-failed"', 'code: "constructor"'],
  ])("lacks only the tries where %s became %s", (was, is) => {
    const { rows: left, fault } = readFreshness(block.replace(was, is));
    expect(left.get("squid:release")).toEqual({ published: row.published, cause: "failed" });
    expect(fault).toContain("squid:release");
  });

  test("keeps the rows beside one that is no map", () => {
    const { rows: left } = readFreshness(block.replace("units:\n", "units:\n  a:release: 7\n"));
    expect([...left.keys()]).toEqual(["squid:release"]);
  });
});
