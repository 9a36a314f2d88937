import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import {
  parseTarget,
  planRollback,
  type RollbackFacts,
  rollbackPublicationId,
  rolledBackPublication,
} from "../../../src/core/rollback/rollback.ts";
import { makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const unit = makeUnit("squid:release");
const [a, b, c, foreign] = [makeDigest("a"), makeDigest("b"), makeDigest("c"), makeDigest("foreign")];
const times = ["20261102-0617", "20261109-0617", "20261116-0617", "20261120-0301", "20261121-0301"];

/** Published one after the other, a week apart; `shown` is what the stream shows: by default the newest. */
function facts(digests: Digest[], shown: Digest | "nothing" | undefined = digests.at(-1)): RollbackFacts {
  const publications = digests.map((digest, index) => ({ digest, stamp: makePublicationId(times[index] ?? "") }));
  return {
    unit,
    publications,
    stamps: publications.map(({ stamp }) => stamp),
    ...(shown === undefined || shown === "nothing" ? {} : { shown }),
  };
}
/** The same, the newest publication marked as a rollback. */
const marked = (of: RollbackFacts): RollbackFacts => ({
  ...of,
  publications: of.publications.map((one, index, all) => (index === all.length - 1 ? { ...one, rollback: true } : one)),
});
const plan = (to: string, of: RollbackFacts) => planRollback(parseTarget(to) ?? { kind: "previous" }, of);

test.each<[string, object | undefined]>([
  ["previous", { kind: "previous" }],
  ["20261116-0617", { kind: "timestamp", stamp: makePublicationId("20261116-0617") }],
  ["20261116-0617-07", { kind: "timestamp", stamp: { timestamp: "20261116-0617", sequence: 7 } }],
  [a, { kind: "digest", prefix: a }],
  [a.slice(0, 15), { kind: "digest", prefix: a.slice(0, 15) }],
  [a.slice(0, 14), undefined],
  [`${a}0`, undefined],
  [a.toUpperCase(), undefined],
  [a.slice(7), undefined],
  ["Previous", undefined],
  ["latest", undefined],
  ["20261116", { kind: "timestamp", stamp: makePublicationId("20261116") }],
  ["20261316", undefined],
  ["20260230-0617", undefined],
  ["20261116-0617-00", undefined],
  ["20261116-0617-100", undefined],
  ["release-20261116-0617", undefined],
  ["20261116-0617\n", undefined],
  ["", undefined],
])("the target %j", (text, expected) => {
  expect(parseTarget(text)).toEqual(expected);
});

describe("the previous image", () => {
  test.each<[string, RollbackFacts, Digest, string]>([
    ["of three", facts([a, b, c]), b, "20261109-0617"],
    ["of one that was published several times: before the first", facts([a, b, b, b]), a, "20261102-0617"],
    ["a second time goes further back", facts([a, b, c, b]), a, "20261102-0617"],
    ["of a stream that was moved by hand to an older one", facts([a, b, c], b), a, "20261102-0617"],
    ["of a stream that shows what was never published: the newest", facts([a, b], foreign), b, "20261109-0617"],
    ["of a stream that is gone: the newest", facts([a, b], "nothing"), b, "20261109-0617"],
    ["the newest publication of it, where that has several", facts([a, a, b]), a, "20261109-0617"],
  ])("%s", (_, of, digest, stamp) => {
    expect(plan("previous", of)).toMatchObject({
      unit,
      target: { digest, stamp: makePublicationId(stamp) },
      newest: of.stamps.at(-1),
    });
  });

  test.each<[string, RollbackFacts, string]>([
    ["of the first", facts([a]), "squid:release has nothing to roll back to: it shows its first image"],
    ["after going back to the first", facts([a, b, a]), "squid:release has nothing to roll back to: it shows its first image"],
    ["of nothing", facts([]), "squid:release has nothing to roll back to: it has no timestamp tags"],
    [
      "of what was there before Tagstream",
      facts([], foreign),
      "squid:release has nothing to roll back to: it has no timestamp tags",
    ],
  ])("%s there is none", (_, of, words) => {
    expect(plan("previous", of)).toBe(words);
  });

  test("what it shows is named with its newest timestamp, or without any", () => {
    expect(plan("previous", facts([a, b, b]))).toMatchObject({ shown: { digest: b, stamp: makePublicationId("20261116-0617") } });
    expect(plan("previous", facts([a, b], foreign))).toMatchObject({ shown: { digest: foreign } });
    expect(plan("previous", facts([a, b], "nothing"))).not.toHaveProperty("shown");
  });
});

test.each<[string, RollbackFacts, string | undefined]>([
  ["the newest publication, marked as a rollback", marked(facts([a, b, c, b])), "20261120-0301"],
  ["a rollback to what it showed already", marked(facts([a, b, b])), "20261116-0617"],
  ["a newest one that was published before, and is no rollback", facts([a, b, c, b]), undefined],
  ["a newest one that it shows for the first time", facts([a, b, c]), undefined],
  ["a stream that does not show the newest one yet", marked(facts([a, b, c, b], c)), undefined],
  ["a stream that was moved by hand", facts([a, b, c], b), undefined],
  ["a stream that shows what was never published", facts([a, b, a], foreign), undefined],
  ["a stream that shows nothing", facts([a, b, a], "nothing"), undefined],
  ["no publication", facts([]), undefined],
])("what was put back already: %s", (_, of, stamp) => {
  expect(rolledBackPublication(of)?.stamp).toEqual(stamp && makePublicationId(stamp));
});

describe("by timestamp", () => {
  const minute = ["20261116-0617", "20261116-0617-01", "20261116-0617-02"].map(makePublicationId);
  const of: RollbackFacts = {
    unit,
    shown: c,
    stamps: minute,
    publications: [a, b, c].map((digest, index) => ({ digest, stamp: minute[index] as (typeof minute)[number] })),
  };
  test("that one, of all in its minute", () => {
    expect(plan("20261116-0617", of)).toMatchObject({ target: { digest: a } });
    expect(plan("20261116-0617-01", of)).toMatchObject({ target: { digest: b } });
  });

  test.each([
    [
      of,
      "20261116-0617-03",
      "squid:release has no image under 20261116-0617-03: it has 20261116-0617-02, 20261116-0617-01 and 20261116-0617",
    ],
    [facts([a]), "20250101-0000", "squid:release has no image under 20250101-0000: it has 20261102-0617"],
    [facts([]), "20250101-0000", "squid:release has no image under 20250101-0000: it has no timestamp tags"],
    [
      { ...of, stamps: [...times, "20261122-0000", "20261123-0000"].map(makePublicationId) },
      "20250101-0000",
      "squid:release has no image under 20250101-0000: it has 20261123-0000, 20261122-0000, 20261121-0301, 20261120-0301, 20261116-0617 and 2 older ones",
    ],
    [
      { ...of, stamps: [...times, "20261122-0000"].map(makePublicationId) },
      "20250101-0000",
      expect.stringMatching(/ and 1 older one$/),
    ],
  ])("one that there is not: what there is %#", (facts, to, words) => {
    expect(plan(to, facts as RollbackFacts)).toEqual(words);
  });
});

describe("by digest", () => {
  const twin = `${a.slice(0, 40)}${"0".repeat(31)}` as Digest;
  test.each<[string, RollbackFacts, string, Digest]>([
    ["in full", facts([a, b, c]), a, a],
    ["shortened", facts([a, b, c]), b.slice(0, 15), b],
    ["published several times", facts([a, b, a]), a, a],
    ["in full, though another begins alike", facts([a, twin, c]), a, a],
  ])("%s", (_, of, to, digest) => {
    expect(plan(to, of)).toMatchObject({ target: { digest } });
  });

  test("one that begins like several", () => {
    expect(plan(a.slice(0, 20), facts([a, twin, c]))).toBe(
      `squid:release has 2 images whose digest begins with ${a.slice(0, 20)}: give the full digest`,
    );
  });

  test("one that was never published was never tested", () => {
    expect(plan(foreign, facts([a]))).toBe(
      `squid:release has no image ${foreign} under a timestamp tag. Only timestamped images qualify, because only those were tested: it has 20261102-0617`,
    );
  });
});

test.each([
  ["nothing", [], "20261123-0617"],
  ["older ones", ["20261116-0617-05", "20261120-0301"], "20261123-0617"],
  ["one of this minute", ["20261123-0617"], "20261123-0617-01"],
  ["several of this minute, in any order", ["20261123-0617-02", "20261123-0617", "20261123-0617-01"], "20261123-0617-03"],
  ["one to come", ["20261123-0617", "20270101-0000-01"], "20270101-0000-02"],
  ["all of this minute", ["20261123-0617-99"], "20261123-0618"],
  ["all of the year's last minute", ["20261231-2359-99"], "20270101-0000"],
])("the stamp of a rollback where there is %s", (_, stamps, expected) => {
  expect(rollbackPublicationId(timestamp("20261123-0617"), stamps.map(makePublicationId), {})).toEqual(
    makePublicationId(expected),
  );
});
