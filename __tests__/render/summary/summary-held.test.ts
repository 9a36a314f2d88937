import { expect, test } from "@jest/globals";
import type { UnitHold } from "../../../src/core/holds/hold.ts";
import { resultOf } from "../../../src/core/result/result.ts";
import { timestampTags } from "../../../src/core/tags/timestamp.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { makePlan, makePlanned, planned } from "../../support/documents.ts";
import { publishedEnding } from "../../support/endings.ts";
import { makeDigest } from "../../support/units.ts";

const hold: UnitHold = { issue: 12, url: "", reason: "it crashes", owner: "octo", since: "2026-11-20T03:12:00Z" };

/** The lines on tags of a unit that was built while it is held, with what its run wrote beside its own timestamp. */
function tagLine(more: readonly string[] = []): string {
  const unit = makePlanned("squid:release", { current: makeDigest("before") });
  const ending = publishedEnding(unit);
  const [first] = unit.destinations;
  const written = [...more, ...timestampTags(unit, { timestamp: planned, sequence: 0 })];
  const { digest = makeDigest("") } = ending.record ?? {};
  const effects = written.map((tag) => ({ kind: "tag", repository: first?.repository ?? "", tag, digest }) as const);
  const converged = { ...ending.converged, warnings: [], effects, hold, shown: makeDigest("before") };
  const plan = makePlan([unit]);
  const result = resultOf(plan.intent, { ...ending, converged });
  expect(result.outcome).toBe("held");
  const lines = summaryMarkdown(plan, [result]).split("\n");
  return lines.filter((line) => line.startsWith("`release`")).join("\n");
}

test("of an image that its stream does not show, no tag is told as one of the stream's", () => {
  expect(tagLine()).toMatch(/^`release` stays; the new image is `release-20261123-0617` in \S+\.$/);
});

test("what the run completed of a rollback is not called the new image", () => {
  expect(tagLine(["release", "latest", "release-20261120-0312"])).toBe(tagLine());
});
