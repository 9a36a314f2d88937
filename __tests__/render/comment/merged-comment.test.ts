import { describe, expect, test } from "@jest/globals";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { resultOf, type UnitResult } from "../../../src/core/result/result.ts";
import { commentMarker } from "../../../src/render/comment/comment-marker.ts";
import { mergedComment, mergedUnits } from "../../../src/render/comment/merged-comment.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { publishedEnding } from "../../support/endings.ts";
import { makeDigest } from "../../support/units.ts";

const digest = makeDigest("candidate");
const promoted = (name: string, pullRequest?: number, decision: PlannedUnit["decision"] = "promote"): PlannedUnit =>
  makePlanned(name, { decision, candidate: { digest, conditions: [], ...(pullRequest === undefined ? {} : { pullRequest }) } });
const planOf = (units: PlannedUnit[]): Plan => makePlan(units, { intent: "publish", event: "push" });
const published = (unit: PlannedUnit): UnitResult => {
  const ending = publishedEnding(unit);
  const { record: _, ...rest } = ending;
  if (unit.decision === "build") return resultOf("publish", ending);
  const current = { stamp: { timestamp: planOf([unit]).timestamp, sequence: 0 }, digest };
  return resultOf("publish", { ...rest, converged: { effects: [], current } });
};

test("what was tested in it, in the merge queue, in another one, and what was built again", () => {
  const units = [
    promoted("squid:release", 123),
    promoted("xcache:release", 123, "test"),
    promoted("voms:release"),
    promoted("base:release", 267),
    makePlanned("stash:release", { reason: "changed since 20261116-0617; base moved: almalinux:9 1f3c → 9ab0" }),
  ];
  const text = mergedComment(planOf(units), 123, units.map(published), "") ?? "";
  expect(text).toBe(`${commentMarker}

**Merged in \`8d2f31c\`, and published**

| image | stream | published | how |
| --- | --- | --- | --- |
| squid | \`release\` | \`sha256:63616e64\` | the image tested in this pull request, byte for byte |
| xcache | \`release\` | \`sha256:63616e64\` | the image tested in this pull request, byte for byte, and tested again |
| voms | \`release\` | \`sha256:63616e64\` | the image tested in the merge queue, byte for byte |
| base | \`release\` | \`sha256:63616e64\` | the image tested in #267, byte for byte |
| stash | \`release\` | \`sha256:73746173\` | built again and tested: changed since 20261116-0617; base moved: almalinux:9 1f3c → 9ab0 |

[The run](https://github.example.org/osg/images/actions/runs/4711) has logs and details.
`);
});

test("a merge into another branch is named by that branch's commit, and its re-run finds its rows again", () => {
  const source = { ref: "refs/heads/1.3-stable", commit: "77aa01b".padEnd(40, "0") };
  const unit = { ...promoted("squid:lts", 123), source };
  const other = { ...promoted("xcache:lts", 123), source };
  const plan = makePlan([unit, other], { intent: "publish", event: "push", branch: "1.3-stable" });
  const first = mergedComment(plan, 123, [published(unit)], "") ?? "";
  expect(first).toContain("**Merged in `77aa01b`, and published**");
  expect(mergedComment(plan, 123, [published(other)], first)).toMatch(/\| xcache \|[^\n]+\n\| squid \|/);
});

test("who is told of what: the pull request that it was tested in, and for all else those that were merged", () => {
  const results = [promoted("squid:release", 123), promoted("voms:release"), makePlanned("stash:release")].map(published);
  const reported = mergedUnits(results, [267, 268]);
  expect([...reported].map(([number, units]) => [number, units.map(({ unit }) => unit.image)])).toEqual([
    [123, ["squid"]],
    [267, ["squid", "voms", "stash"]],
    [268, ["squid", "voms", "stash"]],
  ]);
});

describe("what an earlier attempt of the run has said", () => {
  const [squid, xcache, voms] = [promoted("squid:release", 123), promoted("xcache:release", 123), promoted("voms:release", 123)];
  const plan = planOf([squid, xcache, voms]);
  const failed = (unit: PlannedUnit): UnitResult => {
    const { record: _, ...ending } = publishedEnding(unit);
    return resultOf("publish", {
      ...ending,
      converged: { effects: [], problem: "the registry answered 500", code: "registry-failed" },
    });
  };
  const repaired = (name: string): UnitResult => {
    const reason = "this run already published it; two.example.org lacks the tag release";
    return resultOf("publish", publishedEnding(makePlanned(name, { decision: "repair", reason })));
  };
  const rowsOf = (text: string | undefined) => text?.split("\n").filter((line) => /^\| (squid|xcache|voms) /.test(line));
  const detailsOf = (existing: string, ...results: UnitResult[]) => mergedComment(plan, 123, results, existing, "https://a");
  const first = detailsOf("", published(squid), failed(xcache)) ?? "";
  const promotedRow = (image: string) =>
    `| ${image} | \`release\` | \`sha256:63616e64\` | the image tested in this pull request, byte for byte |`;
  const failedRow = "| xcache | `release` | – | **not published**: the registry answered 500 [registry-failed] |";
  const definition = "[registry-failed]: https://a#registry-failed\n";

  test("stays, where it was published and this attempt is not about it", () => {
    expect(rowsOf(first)).toEqual([promotedRow("squid"), failedRow]);
    expect(first.endsWith(definition)).toBe(true);
    const second = detailsOf(first.replaceAll("\n", "\r\n"), published(xcache));
    expect(second).toContain("**Merged in `8d2f31c`, and published**");
    expect(rowsOf(second)).toEqual([promotedRow("xcache"), promotedRow("squid")]);
    expect(second).not.toContain(definition);
    const third = detailsOf(second ?? "", published(voms));
    expect(rowsOf(third)).toEqual(["voms", "xcache", "squid"].map(promotedRow));
    expect(detailsOf(third ?? "", published(voms))).toBe(third);
  });

  test("goes, where it failed, or is of another commit", () => {
    expect(rowsOf(detailsOf(first, published(voms)))).toEqual(["voms", "squid"].map(promotedRow));
    expect(rowsOf(detailsOf(first.replace("8d2f31c", "1111111"), published(voms)))).toEqual([promotedRow("voms")]);
    expect(rowsOf(detailsOf(`I ask:\n${first}`, published(voms)))).toEqual([promotedRow("voms")]);
  });

  test("what is put right in a registry is told where that attempt failed at it, and nowhere else", () => {
    expect(detailsOf(first, repaired("squid:release"))).toBeUndefined();
    expect(detailsOf(`${commentMarker}\n\n**No candidate images for \`8d2f31c\`**`, repaired("xcache:release"))).toBeUndefined();
    expect(rowsOf(detailsOf(first, repaired("xcache:release"), repaired("squid:release")))).toEqual([
      expect.stringMatching(/^\| xcache .* \| this run already published it; two\.example\.org lacks the tag release \|$/),
      promotedRow("squid"),
    ]);
  });

  test("of more rows than there is room for, those of this attempt go first", () => {
    const many = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => published(promoted(`image-${from + index}:release`, 123)));
    const text = detailsOf(detailsOf("", ...many(0, 90)) ?? "", ...many(90, 120)) ?? "";
    expect(text).toContain("… and 20 more: see the run's summary.");
    expect(text.match(/^\| image-(9\d|1\d\d) /gm)).toHaveLength(30);
    expect(detailsOf(text, published(squid))).toContain("… and more: see the run's summary.");
  });
});

describe("whatever stands in it, it is text, and fits", () => {
  const evil = "</details><script>alert(1)</script> @octo [x](javascript:1) `` ` `` | \n::error::x";
  test("reasons do nothing", () => {
    const unit = makePlanned("squid:release", { reason: evil });
    const plan = { ...planOf([unit]), run: { id: "1", attempt: 1, url: "javascript:alert(1)" } };
    expect(mergedComment(plan, 123, [published(unit)], "")).not.toMatch(/<script|\W@octo|\]\(javascript|^::error/m);
  });

  test("long reasons leave room for fewer rows", () => {
    const units = Array.from({ length: 200 }, (_, index) =>
      makePlanned(`image-${index}:release`, { reason: "[*]".repeat(1000) }),
    );
    const text = mergedComment(planOf(units), 123, units.map(published), "") ?? "";
    expect(bytesOf(text)).toBeLessThan(65_536);
    expect(text).toMatch(/… and \d+ more: see the run's summary\./);
    expect(text).toContain("[The run]");
  });
});
