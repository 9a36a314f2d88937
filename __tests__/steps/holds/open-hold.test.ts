import { describe, expect, test } from "@jest/globals";
import { type HoldData, readHold } from "../../../src/core/holds/hold-issue.ts";
import type { PartialRelease } from "../../../src/core/holds/partial-releases.ts";
import { holdText } from "../../../src/steps/holds/open-hold.ts";
import { makeHoldText } from "../../support/holds.ts";
import { makeDigest } from "../../support/units.ts";

const longest = 65_536;
const data = (reason: number, lifted: PartialRelease[]): HoldData => ({
  scope: ["squid:release"],
  reason: "x".repeat(reason),
  owner: "octo",
  expires: "2026-11-27",
  digests: new Map([["squid:release", makeDigest("squid")]]),
  partialReleases: lifted,
});
const some = (count: number): PartialRelease[] =>
  Array.from({ length: count }, (_, n) => ({
    units: [`image-${n}:release`],
    at: `2026-11-25T11:${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}Z`,
    digests: new Map(),
  }));
const written = (reason: number, lifted: PartialRelease[]) => {
  const text = holdText({ data: data(reason, lifted), heldDigests: [{ name: "squid:release" }] });
  if (text) expect(text.body.length).toBeLessThanOrEqual(longest);
  return text && readHold(makeHoldText(text.body, text));
};

describe("an issue with no room for all that was lifted", () => {
  test.each([
    ["all of it, where there is", 1000, 100, 100],
    ["the newer half", 59_000, 100, 50],
    ["half of that", 60_500, 100, 25],
  ])("keeps %s", (_, reason, before, after) => {
    const all = some(before);
    expect(written(reason, all)).toMatchObject({ scope: ["squid:release"], reason: "x".repeat(reason) });
    expect(written(reason, all)?.partialReleases ?? []).toEqual(all.slice(before - after));
  });

  test("keeps nothing, where there is just room for the rest", () => {
    const draft = (reason: number) => ({ data: data(reason, []), heldDigests: [{ name: "squid:release" }] });
    const shorter = holdText(draft(2000))?.body.length ?? 0;
    const reason = 2000 + longest - shorter;
    expect(holdText(draft(reason))?.body).toHaveLength(longest);
    expect(written(reason, some(1))).not.toHaveProperty("partialReleases");
    expect(written(reason, some(100))).not.toHaveProperty("partialReleases");
  });

  test("is none where there is no room without it either", () => {
    expect(written(66_000, some(3))).toBeUndefined();
    expect(written(66_000, [])).toBeUndefined();
  });
});
