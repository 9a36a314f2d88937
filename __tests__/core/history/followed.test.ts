import { describe, expect, test } from "@jest/globals";
import { type FollowedSource, followedOrigin } from "../../../src/core/history/followed.ts";
import { originOf } from "../../../src/core/history/history.ts";
import type { Publication } from "../../../src/core/rollback/rollback.ts";
import type { Advance, Verdict } from "../../../src/core/verdicts/verdict.ts";
import { makePublicationId } from "../../support/holds.ts";
import { makeDigest, timestamp } from "../../support/units.ts";

const [a, b] = [makeDigest("a"), makeDigest("b")];
const at = (stamp: string, digest = a, rollback?: true): Publication => ({
  stamp: makePublicationId(stamp),
  digest,
  ...(rollback ? { rollback } : {}),
});
const said = (moment: string) => ({
  unit: "squid:fresh",
  stamp: makePublicationId("20261116-0617"),
  digest: a,
  by: "octo",
  at: moment,
});
const verdict = (moment: string, change: Partial<Verdict> = {}): Verdict => ({
  ...said(moment),
  verdict: "good",
  reason: "",
  ...change,
});
const advance = (moment: string, change: Partial<Advance> = {}): Advance => ({
  ...said(moment),
  follower: "squid:stable",
  reason: "mends it",
  ...change,
});

const ours = at("20261123-0723");
const sourceOf = (change: Partial<FollowedSource> & { verdicts?: Verdict[]; advances?: Advance[] } = {}): FollowedSource => {
  const { verdicts = [], advances = [], ...rest } = change;
  const publications = [at("20261109-0617", b), at("20261116-0617")];
  return {
    follower: "squid:stable",
    unit: "squid:fresh",
    publications,
    own: [ours],
    judgements: { verdicts, advances },
    ...rest,
  };
};

describe("the source's publication", () => {
  test.each<[string, Publication, Publication[], string | undefined]>([
    ["the one with the digest", ours, [at("20261109-0617", b), at("20261116-0617")], "20261116-0617"],
    ["the newest one of several", ours, [at("20261109-0617"), at("20261116-0617")], "20261116-0617"],
    ["none that came later", ours, [at("20261109-0617"), at("20261124-0617")], "20261109-0617"],
    ["one of the same minute", ours, [at("20261123-0723-01")], "20261123-0723-01"],
    ["one of the same day", at("20261123"), [at("20261123")], "20261123"],
    ["a day that has begun", ours, [at("20261123")], "20261123"],
    ["none: the day begins later", ours, [at("20261124")], undefined],
    ["none: another digest", ours, [at("20261116-0617", b)], undefined],
    ["none: the source published nothing", ours, [], undefined],
  ])("%s", (_name, publication, publications, stamp) => {
    const origin = followedOrigin(publication, sourceOf({ publications }));
    expect(origin?.stamp).toEqual(stamp === undefined ? undefined : makePublicationId(stamp));
  });
});

test.each<[string, Verdict[], string[] | undefined]>([
  ["nobody", [], undefined],
  ["who said it before", [verdict("2026-11-20T10:00:00Z"), verdict("2026-11-21T10:00:00Z", { by: "mona" })], ["octo", "mona"]],
  ["who said it in the run's minute", [verdict("2026-11-23T07:23:59Z")], ["octo"]],
  ["nobody who said it later", [verdict("2026-11-23T07:24:00Z")], undefined],
  ["nobody who called it bad", [verdict("2026-11-20T10:00:00Z", { verdict: "bad" })], undefined],
  ["nobody who meant another digest", [verdict("2026-11-20T10:00:00Z", { digest: b })], undefined],
  ["nobody who meant another unit", [verdict("2026-11-20T10:00:00Z", { unit: "xcache:fresh" })], undefined],
])("verified by %s", (_name, verdicts, people) => {
  expect(followedOrigin(ours, sourceOf({ verdicts }))?.verifiedBy).toEqual(people);
});

describe("advanced", () => {
  const again = at("20261125-0723");
  test.each<[string, Publication, Publication[], Advance[], boolean]>([
    ["in its own run, which notes it later", ours, [ours], [advance("2026-11-23T07:25:00Z")], true],
    ["before it, by a run that published nothing", ours, [ours], [advance("2026-11-22T07:25:00Z")], false],
    ["the first of two", ours, [ours, again], [advance("2026-11-23T07:25:00Z")], true],
    ["not the second of two", again, [ours, again], [advance("2026-11-23T07:25:00Z")], false],
    ["not by a rollback to it", ours, [ours, at("20261124-0000", a, true)], [advance("2026-11-24T00:01:00Z")], true],
    ["another follower", ours, [ours], [advance("2026-11-23T07:25:00Z", { follower: "squid:slow" })], false],
    ["another digest", ours, [ours], [advance("2026-11-23T07:25:00Z", { digest: b })], false],
  ])("%s", (_name, publication, own, advances, isAdvanced) => {
    const origin = followedOrigin(publication, sourceOf({ own, advances }));
    expect(origin?.advanced).toEqual(isAdvanced ? { by: "octo", reason: "mends it" } : undefined);
  });
});

describe("among the other origins", () => {
  const annotations = { built: timestamp("20261116-0617"), intent: "rebuild" };

  test("a follower's image is not promoted", () => {
    expect(originOf(ours, annotations, [], sourceOf())).toEqual({
      kind: "followed",
      source: "squid:fresh",
      stamp: makePublicationId("20261116-0617"),
    });
  });

  test("its own rollback is one, and so is what its source no longer has", () => {
    const earlier = [at("20261117-0723")];
    expect(originOf(at("20261123-0723", a, true), annotations, earlier, sourceOf()).kind).toBe("rolled back");
    expect(originOf(ours, annotations, [], sourceOf({ publications: [] })).kind).toBe("promoted");
  });

  test("what it follows again is followed, not published again", () => {
    expect(originOf(ours, annotations, [at("20261117-0723"), at("20261118-0000", b)], sourceOf()).kind).toBe("followed");
  });
});
