import { describe, expect, test } from "@jest/globals";
import { parseTimestamp, type Timestamp } from "../../../src/core/lib/timestamp.ts";
import {
  compareTimestampTags,
  familyFault,
  isTag,
  maximumFamilyLength,
  maximumTagLength,
  parseTag,
  printTag,
  type Tag,
} from "../../../src/core/tags/grammar.ts";

const at = (text: string): Timestamp => {
  const timestamp = parseTimestamp(text);
  if (!timestamp) throw new Error(text);
  return timestamp;
};

const family = "25-el9-release";

describe("one grammar prints and parses", () => {
  test.each<[string, Tag]>([
    ["25-el9-release", { kind: "family", family }],
    ["25-el9-release-20261123-0617", { kind: "timestamp", family, timestamp: at("20261123-0617"), sequence: 0 }],
    ["25-el9-release-20261123-0617-01", { kind: "timestamp", family, timestamp: at("20261123-0617"), sequence: 1 }],
    ["25-el9-release-20261123-0617-99", { kind: "timestamp", family, timestamp: at("20261123-0617"), sequence: 99 }],
    ["rc.25-el9-release.pr-123", { kind: "pull-request", family, number: 123 }],
    ["rc.25-el9-release.4be1c0ffee12", { kind: "inputs", family, prefix: "4be1c0ffee12" }],
  ])("%s", (text, tag) => {
    expect(printTag(tag)).toBe(text);
    expect(parseTag(text, family)).toEqual(tag);
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
    expect(parseTag(text, family)).toBeUndefined();
  });

  test("a family that is the beginning of another takes none of its tags", () => {
    expect(parseTag("release-20261123-0617", "release")?.kind).toBe("timestamp");
    expect(parseTag("release-el9-20261123-0617", "release")).toBeUndefined();
    expect(parseTag("rc.release-el9.pr-1", "release")).toBeUndefined();
  });
});

describe("families", () => {
  test.each(["release", "25-el9-release", "latest", "_x", "R.1", "x".repeat(maximumFamilyLength)])("%s may be one", (text) => {
    expect(familyFault(text)).toBeUndefined();
  });

  test.each([
    ["", "it is empty"],
    ["-release", "does not begin with"],
    [".release", "does not begin with"],
    ["rel ease", "has only letters"],
    ["rel/ease", "has only letters"],
    ["über", "has only letters"],
    ["x".repeat(maximumFamilyLength + 1), "are allowed"],
    ["x".repeat(maximumTagLength + 1), "at most 128 characters"],
    ["rc.release", "release candidates"],
    ["rb.release", "mark rollbacks"],
    ["20261123-0617", "ends like a timestamp"],
    ["release-20261123-0617", "ends like a timestamp"],
    ["release-20261123-0617-01", "ends like a timestamp"],
  ])("%s may not", (text, fault) => {
    expect(familyFault(text)).toContain(fault);
  });

  test("every tag of the longest family is one that a registry takes", () => {
    const longest = "x".repeat(maximumFamilyLength);
    const tags: Tag[] = [
      { kind: "timestamp", family: longest, timestamp: at("20261123-0617"), sequence: 99 },
      { kind: "rollback", family: longest, timestamp: at("20261123-0617"), sequence: 99 },
      { kind: "pull-request", family: longest, number: 999_999_999 },
      { kind: "inputs", family: longest, prefix: "4be1c0ffee12" },
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
  const print = (stamp: (typeof stamps)[number]) => printTag({ kind: "timestamp", family, ...stamp });
  expect(stamps.toSorted(compareTimestampTags).map(print)).toEqual(stamps.map(print).toSorted());
});
