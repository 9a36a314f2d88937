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
import { makeDigest } from "../../support/units.ts";

// The newest of each unit is protected, and so is the one before it: `previous`. These two are the
// last ones of each table, so that only the rules decide on the others.
const newest = ["20261122-0617", "20261123-0617"];

/** The stamps of a table that go by these rules. */
function gone(stamps: readonly string[], rules: RetentionRules, change: Parameters<typeof factsOf>[1] = {}): string[] {
  const units = [published([...stamps, ...newest])];
  return goneFrom(planAll(factsOf(units, change), policyOf(rules, units)));
}

const year = 365 * day;

describe("ages count from the newest publication", () => {
  test.each([
    ["89 days", { all: 90 * day }, "20260826-0617", false],
    ["90 days", { all: 90 * day }, "20260825-0617", false],
    ["90 days and a minute", { all: 90 * day }, "20260825-0616", true],
    ["91 days", { all: 90 * day }, "20260824-0617", true],
    ["364 days", { monthly: year }, "20251124-0617", false],
    ["365 days", { monthly: year }, "20251123-0617", false],
    ["365 days and a minute", { monthly: year }, "20251123-0616", true],
    ["366 days", { monthly: year }, "20251122-0617", true],
    ["a week of 14 days", { weekly: 14 * day }, "20261109-0617", false],
    ["a week of 14 days and a minute", { weekly: 14 * day }, "20261109-0616", true],
  ] as const)("%s", (_, rules, stamp, goes) => {
    expect(gone([stamp], rules)).toEqual(goes ? [stamp] : []);
  });
});
