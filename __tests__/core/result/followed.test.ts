import { expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { type Ending, resultOf } from "../../../src/core/result/result.ts";
import { passedRecord } from "../../support/endings.ts";
import { followedEnding, makeFollower, makeMoving, publicationOf } from "../../support/followers.ts";
import { makePublicationId } from "../../support/holds.ts";
import { makeDigest } from "../../support/units.ts";

const taken = publicationOf("20261116-0617").digest;
const moving = makeMoving("squid:stable", "20261116-0617");
const shown = moving.current;
const tested = { ...moving, decision: "test" } as const;
const record = passedRecord(tested, { digest: taken });

test.each<[string, Ending]>([
  ["published what its source had published", followedEnding(moving)],
  ["did so after its own tests", followedEnding(tested, { record, missingEvidence: [] })],
])("a follower that %s followed", (_name, ending) => {
  expect(resultOf("rebuild", ending)).toMatchObject({
    outcome: "published",
    now: taken,
    was: shown,
    published: [{ how: "followed", digest: taken }],
  });
});

test("one whose tests failed did not, and one that waits is unchanged", () => {
  const failed = followedEnding(tested, { missingEvidence: ["a passing test"] });
  const { converged: _, ...rest } = failed;
  expect(resultOf("rebuild", rest)).toMatchObject({ outcome: "failed", now: shown });
  expect(resultOf("rebuild", { unit: makeFollower("squid:stable") }).outcome).toBe("unchanged");
});

test("one that must not be published any more is withheld, and one that another run overtook is not", () => {
  const newer = makeDigest("newer");
  const ending = (digest: Digest, yielded?: string): Ending => ({
    unit: moving,
    converged: {
      effects: [],
      current: { stamp: makePublicationId("20261123-0617"), digest },
      ...(yielded === undefined ? {} : { yielded }),
    },
  });
  expect(resultOf("rebuild", ending(shown ?? taken, "rolled back"))).toMatchObject({
    outcome: "withheld",
    withheld: "rolled back",
    tags: [],
    failed: false,
  });
  expect(resultOf("rebuild", ending(newer))).toMatchObject({ outcome: "overtaken", now: newer });
});
