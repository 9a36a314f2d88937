import { describe, expect, test } from "@jest/globals";
import type { RetentionRules } from "../../../src/core/retention/rules.ts";
import { day, factsOf, goneFrom, planAll, policyOf, release, unitWith } from "../../support/retention/facts.ts";

// The newest publication is protected, and so is the one before it: `previous`.
const newest = ["20261122-0617", "20261123-0617"];
const year = 365 * day;

describe("a publication that an optional registry alone has was never shown", () => {
  const unit = release({
    destinations: [
      { repository: "one.example.org/osg/squid", required: true },
      { repository: "two.example.org/osg/squid", required: false },
    ],
  });
  const first = Object.fromEntries(["20260105-0000", "20260120-0000", ...newest].map((stamp) => [`release-${stamp}`, stamp]));
  const goneOf = (rules: RetentionRules, more: Record<string, string>, own = first) => {
    const units = [unitWith(unit, { ...own, release: "20261123-0617" }, { ...own, ...more })];
    return goneFrom(planAll(factsOf(units), policyOf(rules, units)));
  };

  test.each<[string, RetentionRules, Record<string, string>, string[]]>([
    ["of the month", { monthly: year }, { "release-20260125-0000": "failed" }, ["20260105-0000", "20260125-0000"]],
    ["of the week", { weekly: year }, { "release-20260122-0000": "failed" }, ["20260122-0000"]],
    ["images", { last: 3 }, { "release-20260125-0000": "failed" }, ["20260105-0000"]],
  ])("so it does not take the place of the newest %s", (_, rules, more, expected) => {
    expect(goneOf(rules, more)).toEqual(expected);
  });

  test("but it is the newest of a month that has no other: its registry may have been the first one then", () => {
    expect(goneOf({ monthly: year }, { "release-20260225-0000": "a", "release-20260224-0000": "b" })).toEqual([
      "20260105-0000",
      "20260224-0000",
    ]);
  });
});
