import { describe, expect, test } from "@jest/globals";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { type Ending, resultOf } from "../../../src/core/result/result.ts";
import { headline } from "../../../src/render/summary/outcome.ts";
import { makePlanned, makeUnitRecord } from "../../support/documents.ts";
import { endingWithoutEvidence, passedRecord, publishedEnding } from "../../support/endings.ts";
import { makeFollows } from "../../support/followers.ts";
import { makeHold } from "../../support/holds.ts";
import { makeDigest } from "../../support/units.ts";

describe("the headline", () => {
  const [a, b, c] = [makePlanned("a:release"), makePlanned("b:release"), makePlanned("c:release")];
  const overtaken = { ...publishedEnding(a), converged: { effects: [] } };
  const asPublished = publishedEnding(c);
  const unmoved = { current: asPublished.converged?.current, effects: [], hold: makeHold(), shown: makeDigest("old") };
  const held = { ...asPublished, converged: unmoved } as Ending;
  const effect = { kind: "tag", repository: "one.example.org/d", tag: "x", digest: makeDigest("d") } as const;
  const repaired: Ending = { unit: makePlanned("d:release", { decision: "repair" }), converged: { effects: [effect] } };
  test.each<[string, Plan["intent"], Ending[]]>([
    ["1 image published, byte for byte as tested", "rebuild", [publishedEnding(a)]],
    ["Both images published, byte for byte as tested", "rebuild", [publishedEnding(a), publishedEnding(b)]],
    ["1 of 2 images published, byte for byte as tested · 1 failed", "rebuild", [publishedEnding(a), endingWithoutEvidence(b)]],
    ["None of 2 images published · 2 failed", "rebuild", [endingWithoutEvidence(a), endingWithoutEvidence(b)]],
    ["The image was not published", "rebuild", [endingWithoutEvidence(a)]],
    ["1 of 2 images published, byte for byte as tested · 1 overtaken by a newer run", "rebuild", [overtaken, publishedEnding(b)]],
    ["Nothing to publish: everything is up to date", "publish", [{ unit: { ...a, decision: "leave" } }]],
    [
      "Nothing to publish · 2 images must not be used",
      "rebuild",
      [
        { unit: { ...a, decision: "leave", follow: { withdrawn: "bad verdict of kim: crashes" } } },
        { unit: { ...b, decision: "leave", yanked: "yanked by kim: leaks a key" } },
      ],
    ],
    [
      "1 image withheld: conditions changed after the plan",
      "rebuild",
      [{ ...publishedEnding({ ...a, follows: makeFollows("a:fresh") }), converged: { effects: [], yielded: "rolled back" } }],
    ],
    [
      "Both images built and tested",
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
      "Both images built and tested · 1 not tagged",
      "candidate",
      [
        { unit: a, record: passedRecord(a), tagged: { tags: [], problem: "the registry answered 503" } },
        { unit: b, record: passedRecord(b), tagged: { tags: [] } },
      ],
    ],
    ["Nothing to build: no image has changed", "candidate", []],
    [
      "2 of 3 images published, byte for byte as tested · 1 tested and held",
      "rebuild",
      [publishedEnding(a), publishedEnding(b), held],
    ],
    ["1 image tested and held · 1 repaired", "publish", [held, repaired]],
    ["2 images published, byte for byte as tested · 1 repaired", "publish", [publishedEnding(a), publishedEnding(b), repaired]],
    ["All 3 images published, byte for byte as tested", "rebuild", [publishedEnding(a), publishedEnding(b), publishedEnding(c)]],
    [
      "1 of 2 images built and tested · 1 not checked: a secret is missing",
      "check",
      [
        { unit: a, record: passedRecord(a) },
        { unit: b, missingEvidence: ["x"], record: makeUnitRecord(b.name, { outcome: "unchecked", problem: "x" }) },
      ],
    ],
  ])("%s", (text, intent, endings) => {
    expect(
      headline(
        intent,
        endings.map((ending) => resultOf(intent, ending)),
      ),
    ).toBe(text);
  });
});
