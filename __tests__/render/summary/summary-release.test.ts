import { expect, test } from "@jest/globals";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { resultOf } from "../../../src/core/result/result.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { passedRecord, publishedEnding } from "../../support/endings.ts";
import { makeDigest } from "../../support/units.ts";

const tagged = "77aa01b".padEnd(40, "0");
const versions = { gitTag: "v{version}" };
const release = (change: Partial<PlannedUnit>): PlannedUnit =>
  makePlanned("app:release", {
    versions,
    source: { ref: "refs/tags/v1.3.1", commit: tagged, version: "1.3.1" },
    ...change,
  });
const planOf = (units: PlannedUnit[]) => makePlan(units, { intent: "release", event: "push", gitTag: "v1.3.1" });
const rows = (markdown: string) => markdown.split("\n").filter((line) => line.startsWith("|"));

test("the patch of an older line is shown by its version tag, not as its stream, which stays", () => {
  const unit = release({ purposes: ["versions"], tags: ["1.3.1", "1.3"], reason: "new version 1.3.1" });
  const plan = planOf([unit]);
  const results = [resultOf(plan.intent, publishedEnding(unit))];
  const summary = summaryMarkdown(plan, results);
  expect(summary).toContain("\n\nrelease · push · v1.3.1@77aa01b · ");
  expect(rows(summary)).toEqual([
    "| image | tag | source | now | was | how | tested on |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    expect.stringMatching(
      /^\| app \| `1\.3\.1` \| `v1\.3\.1@77aa01b` \| `sha256:[0-9a-f]{8}` \| {2}\| built in .*: new version 1\.3\.1 \|/,
    ),
  ]);
  expect(resultTable(plan, results).join("\n")).toMatch(/app:release {2}published as 1\.3\.1 {2}sha256:/);
});

test("a stream and its version are shown as the stream", () => {
  const unit = release({ purposes: ["publish", "versions"], tags: ["release-20261123-0617", "release", "1.3.1", "1.3"] });
  const plan = planOf([unit]);
  const results = [resultOf(plan.intent, publishedEnding(unit))];
  expect(rows(summaryMarkdown(plan, results))[2]).toMatch(/^\| app \| `release` \| `v1\.3\.1@77aa01b` \|/);
  expect(resultTable(plan, results).join("\n")).toMatch(/app:release {2}published {2}sha256:/);
});

test("a release during a hold: the summary names its version tags beside its timestamp tag", () => {
  const tags = ["release-20261123-0617", "1.3.1", "1.3"];
  const unit = release({ purposes: ["publish", "versions"], tags });
  const ending = publishedEnding(unit);
  const hold = { issue: 12, url: "", reason: "it crashes", owner: "octo", since: "2026-11-20T03:12:00Z" };
  const converged = { effects: [], ...ending.converged, hold, shown: makeDigest("before") };
  const plan = planOf([unit]);
  const result = resultOf(plan.intent, { ...ending, converged });
  expect(result.outcome).toBe("held");
  expect(summaryMarkdown(plan, [result])).toContain(
    "`app:release` stays; the new image is `release-20261123-0617`, `1.3.1`, `1.3` in ",
  );
});

test("tags that complete an earlier publication are not told as tags of the new image", () => {
  const unit = makePlanned("app:release");
  const ending = publishedEnding(unit);
  const repository = unit.destinations[0]?.repository ?? "";
  const earlier = { kind: "tag", repository, tag: "release-20261120-0312", digest: makeDigest("earlier") } as const;
  const converged = { ...ending.converged, effects: [earlier, ...(ending.converged?.effects ?? [])] };
  const plan = makePlan([unit]);
  const lines = summaryMarkdown(plan, [resultOf(plan.intent, { ...ending, converged })]).split("\n");
  expect(lines.filter((line) => line.includes("release-2026"))).toEqual([
    "- `release` (app) also as `release-20261123-0617`",
    "- `release` (app) completed for an earlier image: `release-20261120-0312`",
  ]);
});

test("a pull request into another branch is not to be tried in a checkout: a local build takes the branch's own files", () => {
  const source = { ref: "refs/heads/1.3-stable", commit: tagged };
  const summary = (units: PlannedUnit[]) => {
    const plan = makePlan(units, { intent: "check", event: "pull_request", pullRequest: 7 });
    const endings = units.map((unit) => ({ unit, record: passedRecord(unit) }));
    return summaryMarkdown(
      plan,
      endings.map((ending) => resultOf(plan.intent, ending)),
    );
  };
  const [own, other] = [makePlanned("app:edge"), makePlanned("app:lts", { source })];
  expect(summary([own])).toContain("tagstream build --local\n");
  expect(summary([own, other])).toContain("tagstream build --local --only 'app:edge'\n");
  expect(summary([other])).not.toContain("tagstream build");
});
