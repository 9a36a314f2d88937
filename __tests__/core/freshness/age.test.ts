import { describe, expect, test } from "@jest/globals";
import { agesOf, freshnessWords, limitOf, publishedAt, shortAge } from "../../../src/core/freshness/age.ts";
import type { Timestamp } from "../../../src/core/lib/time/timestamp.ts";

const day = 86_400_000;
const now = new Date("2026-11-26T06:00:00Z");
const unit = (name: string, published?: string, more: object = {}) => ({
  name,
  required: true,
  ...(published === undefined ? {} : { published }),
  ...more,
});

test.each([
  [undefined, 10],
  [{ every: 7 * day }, 10],
  [{ every: 14 * day }, 17],
  [{ every: 14 * day, stale: 20 * day }, 20],
  [{ stale: day }, 1],
])("check with %j allows %i days", (policy, days) => {
  expect(limitOf(policy)).toBe(days * day);
});

describe("the ages of units", () => {
  test("come worst first: the oldest stale one, then what is unknown, then what is fresh", () => {
    const aged = agesOf(
      [
        unit("fresh", "2026-11-24T06:00:00Z"),
        unit("never"),
        unit("stale", "2026-11-15T06:00:00Z"),
        unit("unknown", undefined, { unknown: "hub.example.org did not answer" }),
        unit("worst", "2026-10-06T06:00:00Z"),
      ],
      10 * day,
      now,
    );
    expect(aged.map((one) => [one.name, freshnessWords(one, 10 * day)])).toEqual([
      ["worst", "stale: 51 d (limit 10 d)"],
      ["stale", "stale: 11 d (limit 10 d)"],
      ["unknown", "unknown: hub.example.org did not answer"],
      ["never", "never published"],
      ["fresh", "fresh: 2 d (limit 10 d)"],
    ]);
  });

  test.each([
    ["2026-11-16T06:00:00Z", "fresh"],
    ["2026-11-16T05:59:00Z", "stale"],
  ])("published at %s and a limit of 10 days: %s", (published, state) => {
    expect(agesOf([unit("a", published)], 10 * day, now)[0]?.state).toBe(state);
  });

  test("a held unit that is rebuilt is fresh, and says that it is held", () => {
    const [held] = agesOf([unit("a", "2026-11-24T06:00:00Z", { heldBy: 12 })], 10 * day, now);
    expect(held && freshnessWords(held, 10 * day)).toBe("fresh: 2 d (limit 10 d) · held by #12");
  });

  test("nothing is stale without a limit", () => {
    expect(agesOf([unit("a", "2020-01-01T00:00:00Z")], undefined, now)[0]?.state).toBe("fresh");
  });

  test("a publication of today's day is new, not in the future", () => {
    const at = publishedAt("20261126-2400" as Timestamp);
    expect(at).toEqual({ published: "2026-11-27T00:00:00Z", publishedFrom: "2026-11-26T00:00:00Z" });
    expect(agesOf([unit("a", at.published)], day, now)[0]?.age).toBe(0);
    expect(publishedAt("20261126-0617" as Timestamp)).toEqual({ published: "2026-11-26T06:17:00Z" });
  });

  test.each([
    [0, "0 min"],
    [3_599_000, "59 min"],
    [3_600_000, "1 h"],
    [day - 1, "23 h"],
    [51 * day, "51 d"],
  ])("%i ms are %s", (milliseconds, words) => {
    expect(shortAge(milliseconds)).toBe(words);
  });
});
