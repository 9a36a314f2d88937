import { describe, expect, test } from "@jest/globals";
import { parseTimestamp, type Timestamp, wholeDayOf } from "../../../src/core/lib/time/timestamp.ts";
import { compareTimestampTags } from "../../../src/core/tags/grammar.ts";
import { movingTagFault } from "../../../src/core/tags/moving-tag.ts";
import { kindOfTag } from "../../../src/core/tags/publication-tags.ts";
import {
  parsePublicationId,
  parseTimestampTag,
  printPublicationId,
  printTimestampTag,
} from "../../../src/core/tags/timestamp.ts";

const minute = parseTimestamp("20261123-0617") as Timestamp;
const day = wholeDayOf(minute);
const unitOf = (timestamps?: "day" | "minute") => ({
  streamTag: "release",
  aliases: [{ tag: "latest", timestamps: true }],
  variant: {},
  ...(timestamps ? { timestamps } : {}),
});

describe("one grammar for minutes and days", () => {
  test.each([
    ["release-20261123", day, 0],
    ["release-20261123-01", day, 1],
    ["release-20261123-99", day, 99],
    ["release-20261123-0617", minute, 0],
    ["release-20261123-0617-01", minute, 1],
  ])("%s has one reading", (text, timestamp, sequence) => {
    for (const timestamps of ["day", "minute"] as const) {
      expect(parseTimestampTag(text, { timestamps })).toEqual({ movingTag: "release", timestamp, sequence });
    }
    expect(printTimestampTag("release", { timestamp, sequence })).toBe(text);
    expect(parsePublicationId(printPublicationId({ timestamp, sequence }))).toEqual({ timestamp, sequence });
    const isDay = timestamp === day;
    expect(parseTimestampTag(text, {}) === undefined).toBe(isDay);
    expect(kindOfTag(unitOf(), text)?.name).toBe(isDay ? undefined : "timestamp");
    expect(kindOfTag(unitOf("day"), text)?.name).toBe("timestamp");
    expect(kindOfTag(unitOf("day"), text.replace("release", "latest"))?.name).toBe("alias timestamp");
    expect(kindOfTag(unitOf("minute"), `rb.${text}`)?.name).toBe("rollback mark");
  });

  test.each([
    "release-20261323",
    "release-20260230",
    "release-20261123-00",
    "release-20261123-1",
    "release-20261123-100",
    "release-20261123-2400",
    "release-20261123-06-17",
    "release-2026112",
    "release2-20261123",
    "release",
  ])("%s is no timestamp tag of the stream", (text) => {
    expect(kindOfTag(unitOf("day"), text)?.name).not.toBe("timestamp");
  });

  // Every text that ends in some digits has at most one reading in all forms.
  test("no text has two readings", () => {
    const ends = ["20261123", "20261123-01", "20261123-0617", "20261123-0617-01", "20261123-20261124", "20261123-20261124-0617"];
    const movingTags = ["release", "release-20261122", "release-20261122-0617", "a-1", "1"];
    for (const movingTag of movingTags.filter((tag) => movingTagFault(tag, { timestamps: "day" }) === undefined)) {
      for (const end of ends) {
        const read = parseTimestampTag(`${movingTag}-${end}`, { timestamps: "day" });
        if (read && movingTagFault(read.movingTag, { timestamps: "day" }) === undefined)
          expect(printTimestampTag(read.movingTag, read)).toBe(`${movingTag}-${end}`);
      }
    }
  });

  test.each(["release-20261123", "20261123", "release-20261123-01"])(
    "%s is a moving tag only where days mean nothing",
    (text) => {
      expect(movingTagFault(text)).toBeUndefined();
      for (const timestamps of ["day", "minute"] as const)
        expect(movingTagFault(text, { timestamps })).toBe(
          "with `timestamps`, a tag that ends like a day looks like a timestamp tag",
        );
    },
  );

  test("a day comes after every minute of it, and before the next day", () => {
    const texts = ["20261122", "20261123-0000", "20261123-2359-99", "20261123", "20261123-01", "20261124-0000"];
    const ids = texts.map((text) => parsePublicationId(text)).filter((id) => id !== undefined);
    expect(ids).toHaveLength(texts.length);
    expect(ids.toReversed().sort(compareTimestampTags).map(printPublicationId)).toEqual(texts);
  });
});
