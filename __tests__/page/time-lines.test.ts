// Time lines: where marks and holds lie, and what they say.
import { describe, expect, test } from "@jest/globals";
import { stripOf } from "../../src/page/overview/strip-marks.ts";
import { monthTicks, positionOf, stripScale, stripWidth } from "../../src/page/overview/strip-scale.ts";
import { statusHold, statusPublication, statusUnit } from "../support/status-units.ts";

const now = Date.UTC(2026, 10, 27, 6, 30);
const scale = stripScale(undefined, now);
const [left, right] = [positionOf(scale, scale.from), positionOf(scale, scale.to)];

test("a time line ends now, and begins 90 days or a year before", () => {
  expect(scale).toEqual({ from: Date.UTC(2026, 7, 29, 6, 30), to: now });
  expect(stripScale("year", now).from).toBe(Date.UTC(2025, 10, 27, 6, 30));
  expect(stripScale("nonsense", now)).toEqual(scale);
});

test("both ends have room for half a mark", () => {
  expect([left, right]).toEqual([7, stripWidth - 7]);
  expect(positionOf(scale, (scale.from + scale.to) / 2)).toBe(stripWidth / 2);
});

test("the months that begin within a time line", () => {
  expect(monthTicks(scale).map(({ label }) => label)).toEqual(["Sep", "Oct", "Nov"]);
  expect(
    monthTicks(stripScale("year", now))
      .map(({ label }) => label)
      .join(" "),
  ).toBe("Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov");
});

describe("marks", () => {
  const publications = [
    statusPublication("20261123-0617", { origin: { kind: "promoted", pullRequest: 7 } }),
    statusPublication("20261116-0617", { yanked: { by: "kim", at: "2026-11-17T00:00:00Z", reason: "broken" } }),
    statusPublication("20260101-0617"),
  ];

  test("those of the period, the oldest first, with their origins", () => {
    expect(stripOf(statusUnit({ publications }), scale).marks.map(({ kind, title }) => [kind, title])).toEqual([
      ["built", "20261116-0617 · 16 Nov 2026 · built · yanked"],
      ["promoted", "20261123-0617 · 23 Nov 2026 · promoted from #7"],
    ]);
  });

  test("the label says how many of which kind", () => {
    expect(stripOf(statusUnit({ publications, holds: [statusHold(12)] }), scale).label).toBe(
      "29 Aug 2026 to 27 Nov 2026: 2 publications: 1 built, 1 promoted; holds: #12",
    );
    expect(stripOf(statusUnit({ publications: [] }), scale).label).toBe("29 Aug 2026 to 27 Nov 2026: no publications");
  });

  test("the line begins at the first publication, or at the left if that is older or not listed", () => {
    const young = [statusPublication("20261123-0617")];
    expect(stripOf(statusUnit({ publications: young }), scale).start).toBe(positionOf(scale, Date.UTC(2026, 10, 23, 6, 17)));
    expect(stripOf(statusUnit({ publications: young, more: 3 }), scale).start).toBe(left);
    expect(stripOf(statusUnit({ publications }), scale).start).toBe(left);
    expect(stripOf(statusUnit({ publications: [] }), scale)).not.toHaveProperty("start");
  });

  test("what a wrong clock dated later lies at the end; a text that names no moment has no mark", () => {
    const odd = [statusPublication("20270101-0000"), statusPublication("nonsense")];
    expect(stripOf(statusUnit({ publications: odd }), scale).marks.map(({ x }) => x)).toEqual([right]);
  });
});

describe("holds", () => {
  const bandsOf = (...changes: Parameters<typeof statusHold>[1][]) =>
    stripOf(statusUnit({ holds: changes.map((change, index) => statusHold(index, change)) }), scale).bands;

  test("a hold that lasts reaches the end", () => {
    const [band] = bandsOf({ since: "2026-11-20T03:00:00Z" });
    expect((band?.x ?? 0) + (band?.width ?? 0)).toBeCloseTo(right);
    expect(band?.title).toBe("Hold #0 by kim · 20 Nov 2026, 03:00 UTC – now · it broke");
  });

  test("a short one is still seen, an older one ends at the left, one outside is left out", () => {
    const bands = bandsOf(
      { since: "2026-11-20T03:00:00Z", until: "2026-11-20T03:01:00Z" },
      { since: "2026-01-01T00:00:00Z", until: "2026-09-10T00:00:00Z" },
      { since: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z" },
      { since: "nonsense" },
    );
    expect(bands.map(({ issue }) => issue)).toEqual([0, 1]);
    expect(bands[0]?.width).toBe(2);
    expect(bands[1]?.x).toBe(left);
  });

  test("a reason cannot change the order of the text", () => {
    expect(bandsOf({ reason: "a\u202eb\nc" })[0]?.title).toMatch(/ · ab c$/);
  });
});
