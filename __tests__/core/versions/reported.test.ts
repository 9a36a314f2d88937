import { describe, expect, test } from "@jest/globals";
import { resultOf } from "../../../src/core/result/result.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { planHeadline } from "../../../src/render/tables/plan-table.ts";
import { makePlan, makePlanned, makeUnitRecord } from "../../support/documents.ts";
import { makeDigest } from "../../support/units.ts";

const current = makeDigest("current");
const tags = ["1.4.2", "1.4", "1"];
const reason = "same inputs as 20261116-0617, which is tested and published";
const references = tags.map((tag) => `one.example.org/osg/squid:${tag}`);
const planned = makePlanned("squid:release", {
  decision: "promote",
  reason,
  versions: { gitTag: "v{version}" },
  current,
  tags,
  references,
});

describe("what is told of it", () => {
  const made = makePlan([planned], { intent: "version", event: "push", gitTag: "v1.4.2" });
  const effects = tags.map((tag) => ({
    kind: "tag" as const,
    repository: "one.example.org/osg/squid",
    tag,
    digest: current,
  }));
  const converged = { effects, current: { digest: current }, warnings: [] };

  test("published: the plan's head, the summary, what the tags are", () => {
    const result = resultOf("version", { unit: planned, converged });
    expect(result).toMatchObject({ outcome: "published", now: current, tags: planned.references });
    expect(planHeadline(made)).toBe("version · push · v1.4.2@8d2f31c · 20261123-0617");
    const text = summaryMarkdown(made, [result]);
    expect(text).toContain("### 1 image published, byte for byte as tested");
    expect(text).toContain("promoted, byte for byte: same inputs as 20261116-0617, which is tested and published");
    expect(text).toContain("`squid:release` as `1.4.2`, `1.4`, `1` in one.example.org/osg.");
  });

  test.each<[string, Parameters<typeof resultOf>[1], object]>([
    ["completed", { unit: { ...planned, decision: "repair" }, converged }, { outcome: "repaired" }],
    [
      "nothing to complete",
      { unit: { ...planned, decision: "repair" }, converged: { ...converged, effects: [] } },
      { outcome: "unchanged", tags: [] },
    ],
    ["left", { unit: { ...planned, decision: "leave" } }, { outcome: "unchanged" }],
    [
      "not written",
      { unit: planned, converged: { effects: [], problem: "taken", warnings: [] } },
      { outcome: "not-published", problem: "taken" },
    ],
    [
      "a base, built for what is built on it",
      { unit: { ...planned, decision: "build", tags: [] }, record: makeUnitRecord("squid:release") },
      { outcome: "passed", tags: [] },
    ],
    [
      "a failed test",
      {
        unit: { ...planned, decision: "build" },
        missingEvidence: ["x"],
        record: makeUnitRecord("squid:release", { outcome: "failed" }),
      },
      { outcome: "failed" },
    ],
  ])("%s", (_, ending, expected) => {
    expect(resultOf("version", ending)).toMatchObject(expected);
  });
});
