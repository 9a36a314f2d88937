import { expect, test } from "@jest/globals";
import { type PromotionFacts, promotionConditions } from "../../../../src/core/plan/decide/promotion.ts";
import { makeDigest, timestamp } from "../../../support/units.ts";
import { yank } from "../../../support/verdicts.ts";

const digest = makeDigest("candidate");
const facts: PromotionFacts = {
  candidate: { digest, annotations: {}, platforms: [] },
  inputs: { hash: "1".repeat(64) },
  tests: "2".repeat(64),
  now: timestamp("20261123-0617"),
  maxAge: 86_400_000,
};
const words = "octo yanked squid:fresh 20261116-0617 at 2026-11-20 10:00 UTC: leaks a key";

test.each<[string, PromotionFacts["yanks"], boolean, string]>([
  ["the candidate", { yanks: [yank({ digest })] }, false, words],
  ["another image", { yanks: [yank()] }, true, "nobody yanked it"],
  ["unknown to a run that publishes nothing", undefined, true, "nobody yanked it"],
  ["unreadable", { yanks: [], unreadable: "GitHub is down." }, false, "could not read which images are yanked: GitHub is down"],
])("what is yanked: %s", (_, yanks, holds, evidence) => {
  const condition = promotionConditions({ ...facts, yanks }).find(({ name }) => name === "not-yanked");
  expect(condition).toEqual({ name: "not-yanked", holds, evidence });
});
