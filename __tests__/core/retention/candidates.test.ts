import { describe, expect, test } from "@jest/globals";
import type { RetentionFacts, RetentionImage } from "../../../src/core/retention/facts.ts";
import type { RetentionPolicy } from "../../../src/core/retention/rules.ts";
import {
  day,
  factsOf,
  goneFrom,
  images,
  planAll,
  policyOf,
  published,
  reasonsFor,
  release,
  type Tags,
  tagsIn,
} from "../../support/retention/facts.ts";
import { makeDigest, timestamp } from "../../support/units.ts";

const newest = ["20261122-0617", "20261123-0617"];
const inputs = "rc.release.4be1c0ffee12";
const ofPullRequest = "rc.release.pr-3";
const closed = new Map([[3, false]]);

/** The candidate tags that go, and why old ones stay. The image `new` was built 15 days ago, if nothing else is said. */
function planOf(
  tags: Tags,
  known: Partial<RetentionImage> = {},
  change: Partial<RetentionFacts> = {},
  policy: Partial<RetentionPolicy> = {},
) {
  const units = [published(newest, tags)];
  const built = images({ new: { built: timestamp("20261108-0617"), ...known } });
  const facts = factsOf(units, { images: built, openPullRequests: closed, ...change });
  const { leftovers, keptCandidates } = planAll(facts, policyOf({ all: 90 * day }, units, { candidates: 14 * day, ...policy }));
  return { gone: leftovers.map(({ tag }) => tag), kept: keptCandidates.map(({ why }) => why) };
}

describe("candidates", () => {
  test.each([
    ["13 days", "20261110-0617", []],
    ["14 days", "20261109-0617", []],
    ["14 days and a minute", "20261109-0616", [inputs]],
    ["15 days", "20261108-0617", [inputs]],
  ])("of %s", (_, built, expected) => {
    expect(planOf({ [inputs]: "new" }, { built: timestamp(built) }).gone).toEqual(expected);
  });

  test("of a closed pull request go", () => {
    expect(planOf({ [ofPullRequest]: "new", [inputs]: "new" }, { pullRequest: 3 }).gone).toEqual([inputs, ofPullRequest]);
  });

  test.each<[string, Tags, Partial<RetentionImage>, Partial<RetentionFacts>, string[]]>([
    ["their pull request is open", { [ofPullRequest]: "new" }, {}, { openPullRequests: new Map([[3, true]]) }, ["#3 is open"]],
    [
      "nobody knows whether it is",
      { [ofPullRequest]: "new" },
      {},
      { openPullRequests: new Map() },
      ["Tagstream cannot ask whether #3 is open"],
    ],
    [
      "it was built for an open one",
      { [inputs]: "new" },
      { pullRequest: 3 },
      { openPullRequests: new Map([[3, true]]) },
      ["#3 is open"],
    ],
    [
      "an open pull request has the same image",
      { [inputs]: "new", "rc.release.pr-4": "new" },
      {},
      { openPullRequests: new Map([[4, true]]) },
      ["the same image is the candidate of #4", "#4 is open"],
    ],
    [
      "another repository built them",
      { [inputs]: "new" },
      { foreign: "its image names another repository, x" },
      {},
      ["its image names another repository, x"],
    ],
    [
      "a file names the tag",
      { [inputs]: "new" },
      {},
      { pins: [{ tag: { tag: inputs }, by: "squid.yaml:12" }] },
      ["squid.yaml:12 names it"],
    ],
    [
      "a file names the image",
      { [inputs]: "new" },
      {},
      { pins: [{ digest: makeDigest("new"), by: "squid.yaml:12" }] },
      ["pinned by squid.yaml:12"],
    ],
    [
      "a hold names the image",
      { [inputs]: "new" },
      {},
      { holds: [{ unit: "squid:release", digest: makeDigest("new"), issue: 12 }] },
      ["held (#12)"],
    ],
  ])("stay if %s", (_, tags, known, change, expected) => {
    expect(planOf(tags, known, change)).toEqual({ gone: [], kept: expected });
  });

  test("stay if nobody knows when they were built", () => {
    const units = [published(newest, { [inputs]: "new" })];
    const plan = planAll(factsOf(units), policyOf({ all: 90 * day }, units, { candidates: 14 * day }));
    expect(plan.leftovers).toEqual([]);
    expect(plan.keptCandidates.map(({ why }) => why)).toEqual(["its image does not say when it was built"]);
  });

  test("of which a removal that was cut off left an empty image go, unless a file names them", () => {
    const [empty, open] = [{ isEmpty: true } as const, new Map([[3, true]])];
    expect(planOf({ [inputs]: "new" }, { ...empty, built: timestamp("20261123-0617") }).gone).toEqual([inputs]);
    expect(planOf({ [ofPullRequest]: "new" }, empty, { openPullRequests: open })).toEqual({ gone: [], kept: ["#3 is open"] });
    const keepFile = [{ tag: { tag: inputs }, by: "keep.txt:1" }];
    expect(planOf({ [inputs]: "new" }, empty, { keepFile })).toEqual({ gone: [], kept: ["keep.txt:1 names it"] });
  });

  test("stay as long as a merge may publish them", () => {
    expect(planOf({ [inputs]: "new" }, {}, {}, { promotable: 15 * day })).toEqual({
      gone: [],
      kept: ["a merge may still publish it, until it is 15 days old"],
    });
    expect(planOf({ [inputs]: "new" }, {}, {}, { promotable: 14 * day }).gone).toEqual([inputs]);
    expect(planOf({ [inputs]: "new" }, {}, {}, { promotable: "never" }).gone).toEqual([inputs]);
  });

  test("go although their image is published: the timestamp tag keeps it", () => {
    const known = images({ "20261123-0617": { built: timestamp("20261001-0000") } });
    const units = [published(newest, { [inputs]: "20261123-0617" })];
    const plan = planAll(factsOf(units, { images: known }), policyOf({ all: day }, units, { candidates: 14 * day }));
    expect(plan.leftovers.map(({ tag }) => tag)).toEqual([inputs]);
  });

  test("keep the last tag of an image that something needs, and not two", () => {
    const pins = [{ digest: makeDigest("new"), by: "squid.yaml:12" }];
    expect(planOf({ [inputs]: "new", [ofPullRequest]: "new" }, {}, { pins }).gone).toEqual([inputs]);
  });

  test("that go keep no publication", () => {
    const image = "20250101-0000";
    const units = [published([image, ...newest], { [inputs]: image })];
    const known = images({ [image]: { built: timestamp("20250101-0000") } });
    const plan = planAll(factsOf(units, { images: known }), policyOf({ all: day }, units, { candidates: 14 * day }));
    expect(goneFrom(plan)).toEqual([image]);
    const young = planAll(factsOf(units, { images: known }), policyOf({ all: day }, units));
    expect(reasonsFor(young, image)).toEqual([`candidate ${inputs}`]);
  });

  test("have a repository of their own", () => {
    const [own] = [published(newest)];
    const units = [{ ...own, unit: release(), candidates: tagsIn("dev.example.org/squid", { [inputs]: "new" }) }];
    const facts = factsOf(units, { images: images({ new: { built: timestamp("20261001-0000") } }) });
    const plan = planAll(facts, policyOf({ all: day }, units, { candidates: 14 * day }));
    expect(plan.leftovers.map(({ repository }) => repository)).toEqual(["dev.example.org/squid"]);
  });

  test("go without rules for publications, and not with `retention: false`", () => {
    const units = [published(newest, { [inputs]: "new" })];
    const facts = factsOf(units, { images: images({ new: { built: timestamp("20261001-0000") } }) });
    const policy = { rules: new Map(), candidates: 14 * day, max: 50, promotable: 7 * day };
    expect(planAll(facts, policy).leftovers.map(({ tag }) => tag)).toEqual([inputs]);
    expect(planAll(facts, { ...policy, never: new Set(["squid:release"]) }).leftovers).toEqual([]);
  });

  test("stay without an age for them", () => {
    const units = [published(newest, { [inputs]: "new" })];
    const facts = factsOf(units, { images: images({ new: { built: timestamp("20200101-0000") } }) });
    const plan = planAll(facts, policyOf({ all: day }, units));
    expect([plan.leftovers, plan.keptCandidates]).toEqual([[], []]);
  });
});

describe("marks without their publication", () => {
  function leftoversOf(more: Tags, change: Partial<RetentionFacts> = {}): string[] {
    const unit = release({ evaluatedAliases: [{ pattern: "sha-{sha}", timestamps: true }] });
    const units = [published(newest, more, unit)];
    return planAll(factsOf(units, change), policyOf({ all: 90 * day }, units)).leftovers.map(({ tag }) => tag);
  }

  test.each<[string, Tags, string[]]>([
    ["of a rollback", { "rb.release-20261101-0000": "lost" }, ["rb.release-20261101-0000"]],
    ["of a version", { "vm.release-20261101-0000.1.4.2": "lost" }, ["vm.release-20261101-0000.1.4.2"]],
    ["of an alias", { "release-20261101-0000.sha-4be1c0ffee12": "lost" }, ["release-20261101-0000.sha-4be1c0ffee12"]],
    ["stays with its publication", { "rb.release-20261122-0617": "20261122-0617" }, []],
    ["stays if it is newer than the newest publication", { "rb.release-20261123-0618": "lost" }, []],
    ["a timestamp of an alias may be another unit's", { "sha-4be1c0ffee12-20261101-0000": "lost" }, []],
    ["a build cache stays", { "cache.release": "lost" }, []],
    ["a tag of nobody stays", { "vm.other-20261101-0000.1.4.2": "lost" }, []],
  ])("%s", (_, more, expected) => {
    expect(leftoversOf(more)).toEqual(expected);
  });

  test("stays for a day, because its run may go on", () => {
    const mark = { "rb.release-20261122-0616": "lost" };
    expect(leftoversOf(mark, { now: Date.UTC(2026, 10, 23, 6, 16) })).toEqual([]);
    expect(leftoversOf(mark, { now: Date.UTC(2026, 10, 23, 6, 17) })).toEqual(["rb.release-20261122-0616"]);
  });

  test("stays if it is the last tag of an image that something needs", () => {
    expect(leftoversOf({ "rb.release-20261101-0000": "lost" }, { pins: [{ digest: makeDigest("lost"), by: "x:1" }] })).toEqual(
      [],
    );
  });
});
