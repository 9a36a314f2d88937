import { expect, test } from "@jest/globals";
import { millisecondsOf, parseTimestamp, rfc3339, timestampOf } from "../../../../src/core/lib/time/timestamp.ts";

test.each([
  ["2026-11-23T06:17:59.999Z", "20261123-0617"],
  ["2026-11-23T23:59:00+05:30", "20261123-1829"],
  ["2024-02-29T00:00:00Z", "20240229-0000"],
])("the timestamp of %s is %s, in UTC", (moment, text) => {
  expect(timestampOf(new Date(moment))).toBe(text);
});

test.each([
  "20260229-0000",
  "20261131-0617",
  "20261123-2400",
  "20261123-0660",
  "20261123",
  "2026-11-23-0617",
  " 20261123-0617",
  "",
])("%p is no timestamp", (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
});

test("back and forth", () => {
  const timestamp = parseTimestamp("20261123-0617");
  if (!timestamp) throw new Error("not parsed");
  expect(timestampOf(new Date(millisecondsOf(timestamp)))).toBe(timestamp);
  expect(rfc3339(timestamp)).toBe("2026-11-23T06:17:00Z");
});
