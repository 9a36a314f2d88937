import { describe, expect, test } from "@jest/globals";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { type Ending, resultOf } from "../../../src/core/result/result.ts";
import { headline } from "../../../src/render/summary/outcome.ts";
import { makePlanned } from "../../support/documents.ts";
import { endingWithoutEvidence, passedRecord, publishedEnding } from "../../support/endings.ts";

describe("the headline", () => {
  const [a, b] = [makePlanned("a:release"), makePlanned("b:release")];
  const overtaken = { ...publishedEnding(a), converged: { effects: [] } };
  test.each<[string, Plan["intent"], Ending[]]>([
    ["1 image published, byte for byte as tested", "rebuild", [publishedEnding(a)]],
    ["All 2 images published, byte for byte as tested", "rebuild", [publishedEnding(a), publishedEnding(b)]],
    ["1 of 2 images published, byte for byte as tested · 1 failed", "rebuild", [publishedEnding(a), endingWithoutEvidence(b)]],
    ["None of 2 images published · 2 failed", "rebuild", [endingWithoutEvidence(a), endingWithoutEvidence(b)]],
    ["The image was not published", "rebuild", [endingWithoutEvidence(a)]],
    ["1 of 2 images published, byte for byte as tested · 1 overtaken by a newer run", "rebuild", [overtaken, publishedEnding(b)]],
    ["Nothing to publish: everything is up to date", "publish", [{ unit: { ...a, decision: "leave" } }]],
    [
      "All 2 images built and tested",
      "candidate",
      [
        { unit: a, record: passedRecord(a) },
        { unit: b, record: passedRecord(b) },
      ],
    ],
    [
      "1 of 2 images built and tested · 1 failed",
      "check",
      [
        { unit: a, record: passedRecord(a) },
        { unit: b, missingEvidence: ["x"] },
      ],
    ],
    [
      "All 2 images built and tested · 1 not tagged",
      "candidate",
      [
        { unit: a, record: passedRecord(a), tagged: { tags: [], problem: "the registry answered 503" } },
        { unit: b, record: passedRecord(b), tagged: { tags: [] } },
      ],
    ],
    ["Nothing to build: no image has changed", "candidate", []],
  ])("%s", (text, intent, endings) => {
    expect(
      headline(
        intent,
        endings.map((ending) => resultOf(intent, ending)),
      ),
    ).toBe(text);
  });
});
