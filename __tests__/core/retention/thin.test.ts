import { describe, expect, test } from "@jest/globals";
import type { RetentionRules } from "../../../src/core/retention/rules.ts";
import {
  day,
  factsOf,
  goneFrom,
  planAll,
  policyOf,
  publicationsOf,
  published,
  reasonsFor,
  release,
  unitWith,
  yankOn,
} from "../../support/retention/facts.ts";

// The newest publication of a unit is protected, and so is the one before it: `previous`. These two
// are the last ones of each table, so that the rules alone decide on the others.
const newest = ["20261122-0617", "20261123-0617"];
const year = 365 * day;

/** The stamps that go by these rules, oldest first. */
function gone(stamps: readonly string[], rules: RetentionRules, last: readonly string[] = newest, unit = release()): string[] {
  const units = [published([...stamps, ...last], {}, unit)];
  return goneFrom(planAll(factsOf(units), policyOf(rules, units)));
}

describe("a publication of exactly the age stays", () => {
  test.each<[string, RetentionRules, string, boolean]>([
    ["89 days", { all: 90 * day }, "20260826-0617", false],
    ["90 days", { all: 90 * day }, "20260825-0617", false],
    ["90 days and a minute", { all: 90 * day }, "20260825-0616", true],
    ["91 days", { all: 90 * day }, "20260824-0617", true],
    ["364 days", { monthly: year }, "20251124-0617", false],
    ["365 days", { monthly: year }, "20251123-0617", false],
    ["365 days and a minute", { monthly: year }, "20251123-0616", true],
    ["366 days", { monthly: year }, "20251122-0617", true],
    ["the newest of a week, of 14 days", { weekly: 14 * day }, "20261109-0617", false],
    ["the newest of a week, of 14 days and a minute", { weekly: 14 * day }, "20261109-0616", true],
  ])("%s", (_, rules, stamp, goes) => {
    expect(gone([stamp], rules)).toEqual(goes ? [stamp] : []);
  });
});

describe("the newest of each ISO week stays", () => {
  // 2020 has 53 weeks; 29 December 2025 is a Monday, and 4 January 2026 a Sunday.
  test.each<[string, string[], string[]]>([
    ["Sunday, then Monday", ["20261101-2359", "20261102-0000"], []],
    ["Monday and Sunday of one week", ["20261102-0000", "20261108-2359"], ["20261102-0000"]],
    [
      "29 December to 4 January",
      ["20251229-0000", "20251231-2359", "20260101-0000", "20260104-2359"],
      ["20251229-0000", "20251231-2359", "20260101-0000"],
    ],
    ["28 December is a week of its own", ["20251228-2359", "20251229-0000"], []],
    ["5 January is a week of its own", ["20260104-2359", "20260105-0000"], []],
    ["a leap day", ["20240226-0000", "20240229-1200", "20240303-2359"], ["20240226-0000", "20240229-1200"]],
    ["week 53 of 2020", ["20201228-0000", "20210103-2359", "20210104-0000"], ["20201228-0000"]],
    ["two in one minute", ["20261102-0000", "20261102-0000-01"], ["20261102-0000"]],
    ["the tenth of a minute after the second", ["20261102-0000-02", "20261102-0000-10"], ["20261102-0000-02"]],
  ])("%s", (_, stamps, expected) => {
    expect(gone(stamps, { weekly: 10 * year })).toEqual(expected);
  });
});

describe("the newest of each month stays", () => {
  test.each<[string, string[], string[]]>([
    ["the last minute of a month, and the first", ["20260930-2359", "20261001-0000"], []],
    ["the first and the last minute", ["20261001-0000", "20261031-2359"], ["20261001-0000"]],
    ["the same month of two years", ["20250105-0000", "20260105-0000"], []],
    ["31 December and 1 January, of one week", ["20251231-0000", "20260101-0000"], []],
    ["28 and 29 February of a leap year", ["20240228-0000", "20240229-0000"], ["20240228-0000"]],
    ["28 February and 1 March", ["20260228-2359", "20260301-0000"], []],
  ])("%s", (_, stamps, expected) => {
    expect(gone(stamps, { monthly: 10 * year })).toEqual(expected);
  });

  test("also if another rule keeps it: a month has one", () => {
    expect(gone(["20261001-0000", "20261031-0000"], { all: 30 * day, monthly: year })).toEqual(["20261001-0000"]);
  });
});

describe("whole days", () => {
  const days = ["20261122", "20261123"];
  const unit = release({ timestamps: "day" });
  test.each<[string, RetentionRules, string[], string[]]>([
    ["89, 90 and 91 days", { all: 90 * day }, ["20260824", "20260825", "20260826"], ["20260824"]],
    ["the last day of a month is of that month", { monthly: 10 * year }, ["20260929", "20260930", "20261001"], ["20260929"]],
    ["Sunday is of the week that it ends", { weekly: 10 * year }, ["20261102", "20261108", "20261109"], ["20261102"]],
    ["several of one day", { weekly: 10 * year }, ["20261102", "20261102-01", "20261102-02"], ["20261102", "20261102-01"]],
    ["a day comes after its minutes", { weekly: 10 * year }, ["20261102-2359", "20261102"], ["20261102-2359"]],
    [
      "minutes of 90 days before, from before the change of form",
      { all: 90 * day },
      ["20260824-2359", "20260825-0000"],
      ["20260824-2359"],
    ],
  ])("%s", (_, rules, stamps, expected) => {
    expect(gone(stamps, rules, days, unit)).toEqual(expected);
  });
});

describe("the last different images stay", () => {
  test("so many, whatever their age", () => {
    expect(gone(["20200101-0000", "20210101-0000", "20220101-0000"], { last: 4 })).toEqual(["20200101-0000"]);
  });

  test("an image that is published often counts once", () => {
    const tags = {
      "release-20260101-0000": "a",
      "release-20260201-0000": "b",
      "release-20260301-0000": "b",
      "release-20260401-0000": "b",
    };
    const units = [unitWith(release(), { ...tags, "release-20261122-0617": "c", "release-20261123-0617": "d", release: "d" })];
    const plan = planAll(factsOf(units), policyOf({ last: 4 }, units));
    expect(goneFrom(plan)).toEqual(["20260201-0000", "20260301-0000"]);
    expect(reasonsFor(plan, "20260101-0000")).toEqual(["one of the last 4 images"]);
  });
});

describe("ages count from the newest publication", () => {
  test("a stream that stopped a year ago keeps what its rules give it", () => {
    const stamps = ["20250901-0000", "20250924-0617", "20250925-0617", "20251122-0617", "20251123-0617"];
    const units = [published(stamps)];
    expect(goneFrom(planAll(factsOf(units, { now: Date.UTC(2027, 5, 1) }), policyOf({ all: 60 * day }, units)))).toEqual([
      "20250901-0000",
    ]);
  });

  test("a publication of the future makes no other one old", () => {
    expect(gone(["20261001-0000"], { all: 90 * day }, ["20261123-0617", "20291123-0617"])).toEqual([]);
  });

  test("an image that only an optional registry has does not make others old", () => {
    const unit = release({
      destinations: [
        { repository: "one.example.org/osg/squid", required: true },
        { repository: "two.example.org/osg/squid", required: false },
      ],
    });
    const own = { "release-20260101-0000": "a", "release-20260301-0000": "b", "release-20260302-0000": "c", release: "c" };
    const units = [unitWith(unit, own, { "release-20261101-0000": "d" })];
    const plan = planAll(factsOf(units), policyOf({ all: 90 * day }, units));
    expect(goneFrom(plan)).toEqual([]);
  });
});

describe("a publication that people withdrew is no newest of its week or month", () => {
  const stamps = ["20260105-0000", "20260120-0000", "20260201-0000"];
  const tags = Object.fromEntries([...stamps, ...newest].map((stamp) => [`release-${stamp}`, stamp]));

  test("yanked", () => {
    const units = [unitWith(release(), { ...tags, release: newest[1] ?? "" })];
    const facts = factsOf(units, { judgements: { verdicts: [], yanks: [yankOn("20260120-0000")] } });
    const plan = planAll(facts, policyOf({ monthly: year }, units));
    expect(goneFrom(plan)).toEqual(["20260120-0000"]);
    expect(publicationsOf(plan).find(({ stamp }) => stamp.timestamp === "20260120-0000")).toMatchObject({
      beyond: "yanked",
      withdrawn: true,
    });
  });

  test("a yank that was taken back does not count", () => {
    const units = [unitWith(release(), { ...tags, release: newest[1] ?? "" })];
    const undone = { by: "octo", at: "2026-11-23T07:00:00Z", reason: "it works" };
    const facts = factsOf(units, { judgements: { verdicts: [], yanks: [yankOn("20260120-0000", { undone })] } });
    expect(goneFrom(planAll(facts, policyOf({ monthly: year }, units)))).toEqual(["20260105-0000"]);
  });

  test("rolled back, with the rollback and its target as long as the bad one stays", () => {
    const rollback = { "release-20260203-0000": "20260105-0000", "rb.release-20260203-0000": "20260105-0000" };
    const units = [unitWith(release(), { ...tags, ...rollback, release: newest[1] ?? "" })];
    const plan = planAll(factsOf(units), policyOf({ monthly: year }, units));
    // February's newest is the rollback itself; in January the bad one is not the newest good one.
    expect(goneFrom(plan)).toEqual(["20260120-0000", "20260201-0000"]);
    const pinned = { digest: units[0]?.destinations[0]?.tags.get("release-20260120-0000"), by: "k8s/squid.yaml:12" };
    const pins = pinned.digest ? [{ digest: pinned.digest, by: pinned.by }] : [];
    const other = planAll(factsOf(units, { pins }), policyOf({ last: 1 }, units));
    expect(goneFrom(other)).toEqual(["20260201-0000"]);
    expect(reasonsFor(other, "20260203-0000")).toEqual(["rollback from 20260120-0000"]);
    expect(reasonsFor(other, "20260105-0000")).toEqual(["target of the rollback 20260203-0000"]);
  });
});

describe("what a rule says of a publication that goes", () => {
  test.each<[RetentionRules, string]>([
    [{ all: 90 * day, monthly: year }, "over 90 days, not the newest of its month"],
    [{ all: 90 * day, weekly: 120 * day }, "over 120 days"],
    [
      { all: 30 * day, weekly: 300 * day, monthly: year },
      "over 30 days, not the newest of its week, not the newest of its month",
    ],
    [{ all: 30 * day, weekly: 90 * day, monthly: year }, "over 90 days, not the newest of its month"],
    [{ weekly: 30 * day, monthly: year }, "over 30 days, not the newest of its month"],
    [{ all: 30 * day, monthly: 60 * day }, "over 60 days"],
    [{ monthly: year }, "not the newest of its month"],
    [{ last: 2 }, "not one of the last 2 images"],
    [{ last: 1, all: day }, "over 1 day, not the last image"],
  ])("%j: %s", (rules, expected) => {
    const units = [published(["20260601-0000", "20260602-0000", ...newest])];
    const plan = planAll(factsOf(units), policyOf(rules, units));
    const found = publicationsOf(plan).find(({ stamp }) => stamp.timestamp === "20260601-0000");
    expect(found).toMatchObject({ keep: [], beyond: expected });
  });
});

describe("OSG's script: weekly images for three months, monthly ones for a year", () => {
  /** What the script removes of two years of images each Monday, and some more, by its own words. */
  function byScript(stamps: readonly string[], last: Date): string[] {
    const ageOf = (stamp: string): number => (last.getTime() - dateOf(stamp).getTime()) / day;
    const monthly = new Map<string, string>();
    for (const stamp of stamps.toSorted()) monthly.set(stamp.slice(0, 6), stamp);
    return stamps.filter((stamp) => (ageOf(stamp) > 90 && monthly.get(stamp.slice(0, 6)) !== stamp) || ageOf(stamp) > 365);
  }

  const dateOf = (stamp: string): Date => new Date(stamp.replace(/^(....)(..)(..)-(..)(..)$/, "$1-$2-$3T$4:$5:00Z"));

  test("removes the same", () => {
    const last = Date.UTC(2026, 10, 23, 6, 17);
    const stamps = Array.from(
      { length: 150 },
      (_, index) => new Date(last - index * 5 * day - (index % 7 === 0 ? 0 : index * 60_000)),
    )
      .map((date) => date.toISOString())
      .map((iso) => `${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 13)}${iso.slice(14, 16)}`)
      .toReversed();
    const units = [published(stamps)];
    const removed = goneFrom(planAll(factsOf(units), policyOf({ all: 90 * day, monthly: year }, units)));
    expect(removed).toEqual(byScript(stamps, new Date(last)));
    expect(removed.length).toBeGreaterThan(100);
  });
});
