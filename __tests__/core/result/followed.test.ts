import { expect, test } from "@jest/globals";
import { type Ending, resultOf } from "../../../src/core/result/result.ts";
import { passedRecord } from "../../support/endings.ts";
import { followedEnding, makeFollower, makeMoving } from "../../support/followers.ts";
import { makeDigest } from "../../support/units.ts";

const taken = makeDigest("20261116-0617");
const moving = makeMoving("squid:stable", "20261116-0617");
const tested = { ...moving, decision: "test" } as const;
const record = passedRecord(tested, { digest: taken });

test.each<[string, Ending]>([
  ["published what its source had published", followedEnding(moving)],
  ["did so after its own tests", followedEnding(tested, { record, missingEvidence: [] })],
])("a follower that %s followed", (_name, ending) => {
  expect(resultOf("rebuild", ending)).toMatchObject({
    outcome: "published",
    now: taken,
    was: makeDigest("shown"),
    published: [{ how: "followed", digest: taken }],
  });
});

test("one whose tests failed did not, and one that waits is unchanged", () => {
  const failed = followedEnding(tested, { missingEvidence: ["a passing test"] });
  const { converged: _, ...rest } = failed;
  expect(resultOf("rebuild", rest)).toMatchObject({ outcome: "failed", now: makeDigest("shown") });
  expect(resultOf("rebuild", { unit: makeFollower("squid:stable") }).outcome).toBe("unchanged");
});
