import { expect, test } from "@jest/globals";
import { readListing } from "../../../src/core/publish/listing.ts";
import { wantedBy } from "../../../src/core/publish/observation.ts";
import { tagsToResolve } from "../../../src/core/publish/tags-to-resolve.ts";
import { parsePublicationId, printPublicationId } from "../../../src/core/tags/timestamp.ts";
import { makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const [a, b] = [makeDigest("a"), makeDigest("b")];
const [monday, night] = [timestamp("20261116-0617"), timestamp("20261120-0301")];
const unit = makeUnit("squid:25-release", {
  aliases: [
    { tag: "latest", timestamps: false },
    { tag: "release", timestamps: true },
  ],
});

test.each([
  ["20261116-0617", { timestamp: "20261116-0617", sequence: 0 }],
  ["20261116-0617-01", { timestamp: "20261116-0617", sequence: 1 }],
  ["20261116-0617-99", { timestamp: "20261116-0617", sequence: 99 }],
  ["20261116-0617-00", undefined],
  ["20261116-0617-1", undefined],
  ["20261116-0617-100", undefined],
  ["20261116-2460", undefined],
  ["20260230-0617", undefined],
  ["x-20261116-0617", undefined],
  ["20261116-0617-20261116-0617", undefined],
  ["-20261116-0617", undefined],
  [" 20261116-0617", undefined],
  ["20261116-0617\n", undefined],
  ["", undefined],
])("the stamp %j", (text, stamp) => {
  expect(parsePublicationId(text)).toEqual(stamp);
  if (stamp) expect(printPublicationId(makePublicationId(text))).toBe(text);
});

test("what to look for, of what is published and of what is held", () => {
  const goal = { digest: a, timestamp: monday };
  expect(wantedBy(undefined, undefined)).toEqual({ digests: [], timestamps: [] });
  expect(wantedBy(goal, {})).toEqual({ digests: [a], timestamps: [monday] });
  expect(wantedBy(undefined, { digest: b })).toEqual({ digests: [b], timestamps: [], kept: b, restored: { digest: b } });
  expect(wantedBy(goal, { digest: b, stamp: { timestamp: night, sequence: 3 } })).toEqual({
    digests: [a, b],
    timestamps: [monday, night],
    kept: b,
    restored: { digest: b, stamp: { timestamp: night, sequence: 3 } },
  });
});

test("the tags to ask for: the moving ones, the newest, and all of two moments, each once", () => {
  const listing = readListing(
    [
      "25-release-20261102-0617",
      "25-release-20261116-0617",
      "25-release-20261116-0617-01",
      "25-release-20261120-0301-02",
      "release-20261120-0301",
      "release-20261120-0301-05",
      "latest-20261120-0301",
      "other-20261120-0301-07",
    ],
    {},
  );
  const tags = tagsToResolve(unit, listing, { stamp: makePublicationId("20261116-0617-01") }, [monday, night]);
  expect(new Set(tags).size).toBe(tags.length);
  expect(tags.toSorted()).toEqual([
    "25-release",
    "25-release-20261116-0617",
    "25-release-20261116-0617-01",
    "25-release-20261120-0301",
    "25-release-20261120-0301-02",
    "latest",
    "release",
    "release-20261116-0617",
    "release-20261116-0617-01",
    "release-20261120-0301",
    "release-20261120-0301-05",
  ]);
});
