import { describe, expect, test } from "@jest/globals";
import { conditionNames } from "../../../../src/core/plan/condition.ts";
import {
  ageWords,
  type Candidate,
  type PromotionFacts,
  promotionConditions,
} from "../../../../src/core/plan/decide/promotion.ts";
import type { Observation } from "../../../../src/core/publish/observation.ts";
import { makePublicationId } from "../../../support/holds.ts";
import { makeDigest, timestamp } from "../../../support/units.ts";

const [h1, h2, t1, t2] = ["1", "2", "3", "4"].map((digit) => digit.repeat(64)) as [string, string, string, string];
const [alma, moved, baseDigest] = [makeDigest("alma"), makeDigest("moved"), makeDigest("base")];
const day = 86_400_000;

const image = { reference: "docker.io/library/almalinux:9", digest: alma, pinned: false, now: alma };
const pinned = { reference: `one.example.org/base@${baseDigest}`, digest: baseDigest, pinned: true };

const annotations = { inputs: h1, tests: t1, built: timestamp("20261122-1200"), pullRequest: 123 };
const candidate: Candidate = {
  digest: makeDigest("candidate"),
  annotations,
  platforms: [
    { platform: "linux/amd64", images: [image, pinned] },
    { platform: "linux/arm64", images: [image, pinned] },
  ],
};

const current = (text: string, built?: string): Observation => ({
  destinations: [],
  current: {
    stamp: { timestamp: timestamp(text), sequence: 0 },
    digest: makeDigest("current"),
    ...(built === undefined ? {} : { annotations: { built: timestamp(built) } }),
  },
});

const good: PromotionFacts = {
  candidate,
  inputs: { hash: h1 },
  tests: t1,
  observed: current("20261116-0617"),
  now: timestamp("20261123-0617"),
  maxAge: 7 * day,
  bases: [{ unit: "base:release", digest: baseDigest }],
};

const failing = (facts: PromotionFacts) => promotionConditions(facts).filter(({ holds }) => !holds);
const of = (change: Partial<Candidate>): PromotionFacts => ({ ...good, candidate: { ...candidate, ...change } });
const detailsOf = (change: Partial<Candidate["annotations"]>): PromotionFacts =>
  of({ annotations: { ...annotations, ...change } });
const without = (name: keyof Candidate["annotations"]): PromotionFacts => {
  const { [name]: _, ...rest } = annotations as Candidate["annotations"];
  return of({ annotations: rest });
};

const on = (images: (typeof image | typeof pinned | Omit<typeof image, "now">)[]) =>
  of({ platforms: [candidate.platforms, { platform: "linux/arm64", images }].flat().slice(1) as Candidate["platforms"] });
const { now: _n, ...gone } = image;

test("all hold, each with its evidence", () => {
  expect(promotionConditions(good)).toEqual([
    { name: "same-inputs", holds: true, evidence: "inputs 111111111111" },
    { name: "same-tests", holds: true, evidence: "the tests are the same" },
    {
      name: "bases-current",
      holds: true,
      evidence: `unchanged: docker.io/library/almalinux:9, one.example.org/base@${baseDigest}`,
    },
    { name: "fresh", holds: true, evidence: "18 hours old" },
    { name: "not-behind", holds: true, evidence: "newer than 20261116-0617" },
    { name: "not-yanked", holds: true, evidence: "nobody yanked it" },
    { name: "base", holds: true, evidence: "built on base:release sha256:62617365" },
  ]);
});

describe("what was published before", () => {
  const again = (platforms: Candidate["platforms"]): PromotionFacts => ({
    ...good,
    observed: current("20261123-0600"),
    candidate: { ...candidate, platforms, published: makePublicationId("20261122-1800") },
  });
  const images = (facts: PromotionFacts) => facts.candidate.platforms;

  test("is not behind a push, and needs no answer about its bases", () => {
    expect(failing(again(images(on([image, pinned]))))).toEqual([]);
    expect(failing(again(images(on([gone, pinned]))))).toEqual([]);
    expect(promotionConditions(again(images(on([gone, pinned]))))[2]?.evidence).toMatch(
      /^unchanged: .*; published before; could not look up its base: /,
    );
  });

  test.each<[string, Candidate["platforms"]]>([
    ["a base has moved", images(on([{ ...image, now: moved }, pinned]))],
    [
      "one has moved, another cannot be looked up",
      images(on([{ ...image, now: moved }, { ...gone, reference: "docker.io/library/debian:12" }, pinned])),
    ],
    ["its provenance cannot be read", { unreadable: "it is not JSON" }],
  ])("is built again where %s", (_, platforms) => {
    expect(failing(again(platforms)).map(({ name }) => name)).toContain("bases-current");
  });
});

test("in the order of their names", () => {
  expect(promotionConditions(good).map(({ name }) => name)).toEqual([...conditionNames]);
});

describe("still all hold", () => {
  const { bases: _b, ...noBase } = good;
  test.each<[string, PromotionFacts]>([
    ["nothing is published yet", { ...good, observed: { destinations: [] } }],
    ["as old as it may be", { ...good, now: timestamp("20261129-1200") }],
    ["built in the minute of the newest publication", { ...good, observed: current("20261122-1200") }],
    [
      "what was published since was itself promoted, and built before",
      { ...good, observed: current("20261123-0600", "20261122-1159") },
    ],
    [
      "built since what is not a rollback, whatever was put back since",
      { ...good, observed: current("20261123-0300"), published: { stamp: makePublicationId("20261122-1100") } },
    ],
    ["no base of this repository", noBase],
    [
      "built on no image at all",
      { ...noBase, candidate: { ...candidate, platforms: [{ platform: "linux/amd64", images: [] }] } },
    ],
  ])("%s", (_, facts) => expect(failing(facts)).toEqual([]));
});

describe("one fails, and it alone is named", () => {
  const { observed: _o, ...unasked } = good;
  test.each<[string, PromotionFacts, string, string]>([
    [
      "the commit has other inputs",
      { ...good, inputs: { hash: h2 } },
      "same-inputs",
      "its candidate sha256:63616e64 has other inputs: 111111111111, not 222222222222",
    ],
    [
      "the tag was set onto other bytes",
      detailsOf({ inputs: h2 }),
      "same-inputs",
      "its candidate sha256:63616e64 has other inputs: 222222222222, not 111111111111",
    ],
    [
      "the tag was set onto something that says nothing",
      without("inputs"),
      "same-inputs",
      "its candidate sha256:63616e64 does not record its inputs",
    ],
    [
      "no inputs hash",
      { ...good, inputs: { none: "built.txt was edited" } },
      "same-inputs",
      "it has no inputs hash: built.txt was edited",
    ],
    ["other tests", { ...good, tests: t2 }, "same-tests", "its tests have changed"],
    ["it does not say by which tests", without("tests"), "same-tests", "its tests have changed"],
    [
      "a base moved on one platform",
      on([{ ...image, now: moved }, pinned]),
      "bases-current",
      "base moved: docker.io/library/almalinux:9 sha256:616c6d61 → sha256:6d6f7665",
    ],
    [
      "a base is gone, or nobody could be asked",
      on([gone, pinned]),
      "bases-current",
      "could not look up its base: docker.io/library/almalinux:9",
    ],
    [
      "too old",
      { ...good, now: timestamp("20261129-1201") },
      "fresh",
      "its candidate is 7 days old; promotion.max-age is 7 days",
    ],
    [
      "built in the future",
      detailsOf({ built: timestamp("20261124-0000") }),
      "fresh",
      "the build time of its candidate is in the future: 20261124-0000",
    ],
    [
      "a rebuild in between",
      { ...good, observed: current("20261123-0600") },
      "not-behind",
      "20261123-0600 was published after its candidate was built at 20261122-1200",
    ],
    [
      "what was promoted since was built later",
      { ...good, observed: current("20261123-0600", "20261122-1201") },
      "not-behind",
      "20261123-0600 was published after its candidate was built at 20261122-1200",
    ],
    [
      "what was published since says that it was built later than that",
      { ...good, observed: current("20261122-1201", "20261123-0000") },
      "not-behind",
      "20261122-1201 was published after its candidate was built at 20261122-1200",
    ],
    [
      "an older image was put back since a rebuild: the candidate is behind that rebuild",
      {
        ...good,
        observed: current("20261123-0300", "20261116-0617"),
        published: { stamp: makePublicationId("20261122-1800"), built: timestamp("20261122-1800") },
      },
      "not-behind",
      "20261122-1800 was published after its candidate was built at 20261122-1200",
    ],
    ["the registry could not be asked", unasked, "not-behind", "could not query the published image"],
    [
      "built on that base on one platform alone",
      on([image]),
      "base",
      "its candidate was not built on the current base:release sha256:62617365",
    ],
  ])("%s", (_, facts, name, evidence) => expect(failing(facts)).toEqual([{ name, holds: false, evidence }]));
});

test("provenance that cannot be read fails both conditions that need it", () => {
  expect(failing(of({ platforms: [] })).map(({ name }) => name)).toEqual(["bases-current", "base"]);
  expect(failing(of({ platforms: { unreadable: "there is none for linux/amd64" } })).map(({ name }) => name)).toEqual([
    "bases-current",
    "base",
  ]);
});

test("a candidate that does not say when it was built is neither fresh nor ahead", () => {
  expect(failing(without("built")).map(({ name }) => name)).toEqual(["fresh", "not-behind"]);
});

test.each([
  [0, "under an hour"],
  [3_599_999, "under an hour"],
  [3_600_000, "1 hour"],
  [day - 1, "23 hours"],
  [day, "1 day"],
  [7 * day + 60_000, "7 days"],
])("%d ms is %s", (milliseconds, words) => expect(ageWords(milliseconds)).toBe(words));
