import { describe, expect, test } from "@jest/globals";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { candidateFacts } from "../../../src/core/plan/tags-written.ts";
import { resultOf, type UnitResult } from "../../../src/core/result/result.ts";
import { publicationTags } from "../../../src/core/tags/publication-tags.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import { commentMarkdown, commentOfNothing } from "../../../src/render/comment/comment.ts";
import { markerOf } from "../../../src/render/comment/comment-marker.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { passedRecord } from "../../support/endings.ts";

const both = ["linux/amd64", "linux/arm64"];
const answers: Test = { kind: "run", name: "answers", command: ["true"], timeout: 1, env: {}, platforms: both };

function candidate(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const unit = makePlanned(name, { platforms: both, tests: [answers], ...change });
  const tags = unit.decision === "leave" ? [] : publicationTags(unit, candidateFacts(unit, 123)).map(({ tag }) => tag);
  return { ...unit, tags, references: [] };
}

const planOf = (units: PlannedUnit[], change: Partial<Plan> = {}): Plan =>
  makePlan(units, {
    intent: "candidate",
    event: "pull_request",
    pullRequest: 123,
    revision: "9c1e44d".padEnd(40, "0"),
    ...change,
  });

function green(unit: PlannedUnit): UnitResult {
  const tags = unit.tags.map((tag) => `${unit.destinations[0]?.repository}:${tag}`);
  return resultOf("candidate", unit.decision === "leave" ? { unit } : { unit, record: passedRecord(unit), tagged: { tags } });
}

describe("a run about a part of the images", () => {
  const unit = candidate("squid:release");
  const parts = [
    "squid:*",
    "xcache",
    "squid:*, xcache",
    "ci/a.yml",
    "squid:* in ci/a.yml",
    "a--b",
    "a%2d;-b",
    "x".repeat(2000),
    "x".repeat(2001),
  ];

  test("has a comment of its own, which begins as no other does", () => {
    const markers = [undefined, ...parts].map((part) => markerOf(part === undefined ? {} : { part }));
    expect(markers[0]).toBe("<!-- tagstream: candidates -->");
    expect(markers[3]).toBe("<!-- tagstream: candidates of squid:*, xcache -->");
    for (const marker of markers) expect(markers.filter((other) => other.startsWith(marker))).toEqual([marker]);
  });

  test("and says what it is about where it has nothing to say", () => {
    const plan = planOf([unit], { part: "squid:*" });
    expect(commentMarkdown(plan, [green(unit)], new Map())?.split("\n")[0]).toBe(markerOf(plan));
    expect(commentOfNothing(plan)).toMatch(
      /^<!-- tagstream: candidates of squid:\* -->\n\n.* · it changes no image of <code>squid:&#42;<\/code>\n/,
    );
  });

  test("whatever its name is, it ends no HTML comment", () => {
    for (const part of ["--> @octo", "--!>", ">", "->", "---->", "\n\n[x](javascript:1)", "\u2028", "<!--", "x-"]) {
      expect(markerOf({ part })).toMatch(/^<!-- (?:(?!--|[<>\n\u2028@]).)+ -->$/);
    }
  });
});
