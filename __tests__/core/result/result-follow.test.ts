import { expect, test } from "@jest/globals";
import { resultOf } from "../../../src/core/result/result.ts";
import { passedRecord } from "../../support/endings.ts";
import { followedEnding, makeMoving } from "../../support/followers.ts";
import { makeDigest } from "../../support/units.ts";

const taken = makeDigest("20261116-0617");
const moving = makeMoving("squid:stable", "20261116-0617");

test("a follower is published, and its image was followed", () => {
  expect(resultOf("rebuild", followedEnding(moving))).toMatchObject({
    outcome: "published",
    now: taken,
    was: makeDigest("shown"),
    published: [{ how: "followed" }],
  });
});

test("so it is after its own tests", () => {
  const tested = { ...moving, decision: "test" as const };
  const record = passedRecord(tested, { digest: taken });
  expect(resultOf("rebuild", followedEnding(tested, { record, missingEvidence: [] }))).toMatchObject({
    outcome: "published",
    now: taken,
    published: [{ how: "followed" }],
  });
});
