import { describe, expect, test } from "@jest/globals";
import { parseTimestamp, type Timestamp } from "../../../src/core/lib/timestamp.ts";
import {
  compareTimestampTags,
  isTag,
  maximumMovingTagLength,
  maximumTagLength,
  movingTagFault,
  parseTag,
  printTag,
  type Tag,
} from "../../../src/core/tags/grammar.ts";

const at = (text: string): Timestamp => {
  const timestamp = parseTimestamp(text);
  if (!timestamp) throw new Error(text);
  return timestamp;
};

const movingTag = "25-el9-release";

describe("one grammar prints and parses", () => {
  test.each<[string, Tag]>([
    ["25-el9-release", { kind: "moving", movingTag }],
    ["25-el9-release-20261123-0617", { kind: "timestamp", movingTag, timestamp: at("20261123-0617"), sequence: 0 }],
    ["25-el9-release-20261123-0617-01", { kind: "timestamp", movingTag, timestamp: at("20261123-0617"), sequence: 1 }],
    ["25-el9-release-20261123-0617-99", { kind: "timestamp", movingTag, timestamp: at("20261123-0617"), sequence: 99 }],
    ["rc.25-el9-release.pr-123", { kind: "pull-request", movingTag, number: 123 }],
    ["rc.25-el9-release.4be1c0ffee12", { kind: "inputs", movingTag, prefix: "4be1c0ffee12" }],
  ])("%s", (text, tag) => {
    expect(printTag(tag)).toBe(text);
    expect(parseTag(text, movingTag)).toEqual(tag);
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
    "rc.25-el9-release",
    "rc.25-el9-release.pr-0",
    "rc.25-el9-release.pr-01",
    "rc.25-el9-release.pr-12a",
    "rc.25-el9-release.4BE1C0FFEE12",
    "rc.25-el9-release.4be1c0ffee123",
    "rc.25-el9-testing.pr-123",
    "v1.2.3",
    "latest",
    "sha256-4be1c0ff.sig",
  ])("%s is not ours", (text) => {
    expect(parseTag(text, movingTag)).toBeUndefined();
  });

  test("a family that is the beginning of another takes none of its tags", () => {
    expect(parseTag("release-20261123-0617", "release")?.kind).toBe("timestamp");
    expect(parseTag("release-el9-20261123-0617", "release")).toBeUndefined();
    expect(parseTag("rc.release-el9.pr-1", "release")).toBeUndefined();
  });
});

describe("families", () => {
  test.each(["release", "25-el9-release", "latest", "_x", "R.1", "x".repeat(maximumMovingTagLength)])("%s may be one", (text) => {
    expect(movingTagFault(text)).toBeUndefined();
  });

  test.each([
    ["", "it is empty"],
    ["-release", "does not begin with"],
    [".release", "does not begin with"],
    ["rel ease", "has only letters"],
    ["rel/ease", "has only letters"],
    ["über", "has only letters"],
    ["x".repeat(maximumMovingTagLength + 1), "are allowed"],
    ["x".repeat(maximumTagLength + 1), "at most 128 characters"],
    ["rc.release", "release candidates"],
    ["rb.release", "mark rollbacks"],
    ["20261123-0617", "ends like a timestamp"],
    ["release-20261123-0617", "ends like a timestamp"],
    ["release-20261123-0617-01", "ends like a timestamp"],
  ])("%s may not", (text, fault) => {
    expect(movingTagFault(text)).toContain(fault);
  });

  test("every tag of the longest family is one that a registry takes", () => {
    const longest = "x".repeat(maximumMovingTagLength);
    const tags: Tag[] = [
      { kind: "timestamp", movingTag: longest, timestamp: at("20261123-0617"), sequence: 99 },
      { kind: "rollback", movingTag: longest, timestamp: at("20261123-0617"), sequence: 99 },
      { kind: "pull-request", movingTag: longest, number: 999_999_999 },
      { kind: "inputs", movingTag: longest, prefix: "4be1c0ffee12" },
    ];
    for (const tag of tags) expect(isTag(printTag(tag))).toBe(true);
    expect(Math.max(...tags.map((tag) => printTag(tag).length))).toBe(maximumTagLength);
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
  const print = (stamp: (typeof stamps)[number]) => printTag({ kind: "timestamp", movingTag, ...stamp });
  expect(stamps.toSorted(compareTimestampTags).map(print)).toEqual(stamps.map(print).toSorted());
});
