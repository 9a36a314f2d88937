import { describe, expect, test } from "@jest/globals";
import { parseTimestamp, type Timestamp } from "../../../src/core/lib/time/timestamp.ts";
import { compareTimestampTags, maximumTagLength } from "../../../src/core/tags/grammar.ts";
import type { FactsInTag, PublicationFacts } from "../../../src/core/tags/kind.ts";
import { maximumMovingTagLength, movingTagFault } from "../../../src/core/tags/moving-tag.ts";
import { kindOfTag } from "../../../src/core/tags/publication-tags.ts";
import { printTimestampTag } from "../../../src/core/tags/timestamp.ts";

const at = (text: string): Timestamp => {
  const timestamp = parseTimestamp(text);
  if (!timestamp) throw new Error(text);
  return timestamp;
};

const movingTag = "25-el9-release";
const only = (streamTag: string) => ({ streamTag, aliases: [], variant: {} });

describe("one grammar prints and parses", () => {
  const timestamp = at("20261123-0617");
  test.each<[string, string, FactsInTag]>([
    ["25-el9-release", "stream", {}],
    ["25-el9-release-20261123-0617", "timestamp", { timestamp, sequence: 0 }],
    ["25-el9-release-20261123-0617-01", "timestamp", { timestamp, sequence: 1 }],
    ["25-el9-release-20261123-0617-99", "timestamp", { timestamp, sequence: 99 }],
    ["rb.25-el9-release-20261123-0617", "rollback mark", { timestamp, sequence: 0, rollback: true }],
    ["rb.25-el9-release-20261123-0617-01", "rollback mark", { timestamp, sequence: 1, rollback: true }],
    ["rc.25-el9-release.pr-123", "pull request", { pullRequest: 123 }],
    ["rc.25-el9-release.4be1c0ffee12", "inputs", { inputs: "4be1c0ffee12" }],
    ["cache.25-el9-release", "cache", { cache: {} }],
    ["cache.25-el9-release.linux-arm64", "cache", { cache: { platform: "linux/arm64" } }],
    ["cache.25-el9-release.linux-arm-v7", "cache", { cache: { platform: "linux/arm/v7" } }],
  ])("%s is a tag of the kind %s", (text, name, facts) => {
    const unit = only(movingTag);
    const kind = kindOfTag(unit, text);
    expect(kind?.name).toBe(name);
    expect(kind?.parse(text, unit)).toEqual(facts);
    const publication: PublicationFacts = { purpose: "publish", ...facts };
    expect(kind?.print(unit, publication)).toEqual([text]);
  });

  test.each([
    "25-el9-testing",
    "25-el9-release2",
    "25-el9-release-",
    "25-el9-release-20261323-0617", // no such month
    "25-el9-release-20260230-0617", // no such day
    "25-el9-release-20261123-2460",
    "25-el9-release-20261123-0617-00", // sequence 0 prints as nothing
    "25-el9-release-20261123-0617-1",
    "25-el9-release-20261123-0617-100",
    "25-el9-release-20261123-0617-el9",
    "rb.25-el9-release",
    "rb.25-el9-release-20261123-0617-00",
    "rb.rb.25-el9-release-20261123-0617",
    "rc.25-el9-release",
    "rc.25-el9-release.pr-0",
    "rc.25-el9-release.pr-01",
    "rc.25-el9-release.pr-12a",
    "rc.25-el9-release.4BE1C0FFEE12",
    "rc.25-el9-release.4be1c0ffee123",
    "rc.25-el9-testing.pr-123",
    "cache.25-el9-testing",
    "cache.25-el9-release2",
    "cache.25-el9-release.",
    "cache.25-el9-release.pr-1",
    "cache.25-el9-release.linux",
    "cache.25-el9-release.linux-arm64-v8-x",
    "cache.25-el9-release.linux/arm64",
    "cache.25-el9-release-20261123-0617",
    "v1.2.3",
    "latest",
    "sha256-4be1c0ff.sig",
  ])("%s is not ours", (text) => {
    expect(kindOfTag(only(movingTag), text)).toBeUndefined();
  });

  test("a moving tag that is the beginning of another takes none of its tags", () => {
    expect(kindOfTag(only("release"), "release-20261123-0617")?.name).toBe("timestamp");
    expect(kindOfTag(only("release"), "release-el9-20261123-0617")).toBeUndefined();
    expect(kindOfTag(only("release"), "rc.release-el9.pr-1")).toBeUndefined();
  });
});

describe("moving tags", () => {
  test.each(["release", "25-el9-release", "latest", "_x", "R.1", "x".repeat(maximumMovingTagLength)])("%s may be one", (text) => {
    expect(movingTagFault(text)).toBeUndefined();
  });

  test("the longest one has as many characters as ever", () => {
    expect(maximumMovingTagLength).toBe(108);
  });

  test.each([
    ["", "it is empty"],
    ["-release", "does not begin with"],
    [".release", "does not begin with"],
    ["rel ease", "has only letters"],
    ["rel/ease", "has only letters"],
    ["über", "has only letters"],
    [
      "x".repeat(maximumMovingTagLength + 1),
      "it has 109 characters; at most 108 are allowed, because a timestamp, a sequence and the mark of a rollback must also fit into 128",
    ],
    ["x".repeat(maximumTagLength + 1), "at most 128 characters"],
    ["rc.release", "release candidates"],
    ["rc.release-20261123-0617", "release candidates"],
    ["rb.release", "marks of rollbacks"],
    ["cache.release", "build caches"],
    ["20261123-0617", "ends like a timestamp"],
    ["release-20261123-0617", "ends like a timestamp"],
    ["release-20261123-0617-01", "ends like a timestamp"],
  ])("%s may not", (text, fault) => {
    expect(movingTagFault(text)).toContain(fault);
  });
});

test("timestamp tags sort alike as text and as time", () => {
  const stamps = [
    { timestamp: at("20261123-0617"), sequence: 10 },
    { timestamp: at("20261123-0617"), sequence: 0 },
    { timestamp: at("20251231-2359"), sequence: 0 },
    { timestamp: at("20261123-0617"), sequence: 9 },
    { timestamp: at("20261123-0618"), sequence: 0 },
  ];
  const print = (stamp: (typeof stamps)[number]) => printTimestampTag(movingTag, stamp);
  expect(stamps.toSorted(compareTimestampTags).map(print)).toEqual(stamps.map(print).toSorted());
});
