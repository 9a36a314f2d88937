import { describe, expect, test } from "@jest/globals";
import { exitStatus } from "../../../src/core/result/conclusion.ts";
import { type Ending, resultOf } from "../../../src/core/result/result.ts";
import { makePlanned, makeUnitRecord, planned } from "../../support/documents.ts";
import { endingWithoutEvidence, failedRecord, passedRecord, publishedEnding } from "../../support/endings.ts";
import { makeHold } from "../../support/holds.ts";
import { makeDigest, timestamp } from "../../support/units.ts";

const old = makeDigest("old");
const unit = makePlanned("squid:release", { current: old });
const left = makePlanned("squid:release", { decision: "leave", current: old });
const repair = makePlanned("squid:release", { decision: "repair", current: old });
const retest = makePlanned("squid:release", { decision: "test", current: old });
const current = { stamp: { timestamp: planned, sequence: 0 }, digest: old };
const effect = {
  kind: "tag",
  repository: "one.example.org/osg/squid",
  tag: "release",
  digest: old,
  was: makeDigest("x"),
} as const;
const record = passedRecord(unit);
const unchanged = { built: makeDigest("built"), platforms: [], since: timestamp("20261116-0617"), files: 5105, packages: 214 };

describe("what became of a unit", () => {
  test.each<[name: string, intent: Parameters<typeof resultOf>[0], ending: Ending, expected: object]>([
    [
      "published",
      "rebuild",
      publishedEnding(unit),
      {
        outcome: "published",
        now: record.digest,
        was: old,
        tags: ["one.example.org/osg/squid:release-20261123-0617", "one.example.org/osg/squid:release"],
        warnings: [],
      },
    ],
    [
      "kept, because nothing changed",
      "rebuild",
      publishedEnding(unit, { record: { ...record, unchanged } }),
      { outcome: "kept", now: record.digest, published: [{ how: "kept" }], warnings: [] },
    ],
    [
      "kept, and overtaken",
      "rebuild",
      {
        ...publishedEnding(unit, { record: { ...record, unchanged } }),
        converged: { effects: [], current: { ...current, digest: makeDigest("newer") } },
      },
      { outcome: "overtaken", now: makeDigest("newer") },
    ],
    [
      "overtaken",
      "rebuild",
      { ...publishedEnding(unit), converged: { effects: [], current: { ...current, digest: makeDigest("newer") } } },
      { outcome: "overtaken", now: makeDigest("newer") },
    ],
    [
      "repaired",
      "publish",
      { unit: repair, converged: { effects: [effect], current } },
      { outcome: "repaired", now: old, was: makeDigest("x"), tags: ["one.example.org/osg/squid:release"] },
    ],
    [
      "nothing left to put right",
      "publish",
      { unit: repair, converged: { effects: [], current } },
      { outcome: "unchanged", now: old, tags: [] },
    ],
    ["left", "publish", { unit: left }, { outcome: "unchanged", now: old }],
    [
      "tested again at a merge",
      "publish",
      { unit: retest, record, converged: { effects: [], current } },
      { outcome: "unchanged" },
    ],
    ["built for a proposed change", "candidate", { unit, record }, { outcome: "passed", now: record.digest }],
    ["tested again for a proposed change", "candidate", { unit: retest, record }, { outcome: "passed" }],
    [
      "failed",
      "rebuild",
      endingWithoutEvidence(unit, { ...record, outcome: "failed", problem: "It broke." }),
      { outcome: "failed", now: old, problem: "It broke." },
    ],
    [
      "failed for a proposed change",
      "check",
      { unit, record: { ...record, outcome: "failed" }, missingEvidence: ["x", "y"] },
      { outcome: "failed", problem: "it is not proven to have passed; missing: x, y" },
    ],
    [
      "not to be built without a secret, by a stranger",
      "check",
      endingWithoutEvidence(unit, makeUnitRecord(unit.name, { outcome: "unchecked", problem: "It is not checked" })),
      { outcome: "unchecked", problem: "It is not checked" },
    ],
    [
      "a record that says so where secrets are given",
      "rebuild",
      endingWithoutEvidence(unit, makeUnitRecord(unit.name, { outcome: "unchecked", problem: "It is not checked" })),
      { outcome: "failed", problem: "It is not checked" },
    ],
    [
      "no record",
      "rebuild",
      endingWithoutEvidence(unit),
      { outcome: "failed", problem: expect.stringContaining("left no record") },
    ],
    [
      "skipped",
      "rebuild",
      endingWithoutEvidence(unit, makeUnitRecord(unit.name, { outcome: "skipped", problem: "not built: its base failed" })),
      { outcome: "skipped", problem: "not built: its base failed" },
    ],
    [
      "not published",
      "rebuild",
      { unit, record, converged: { effects: [effect], problem: "down" } },
      { outcome: "not-published", now: old, problem: "down", tags: ["one.example.org/osg/squid:release"] },
    ],
    [
      "not published in the second registry: what the first shows by now counts",
      "rebuild",
      { unit, record, converged: { effects: [{ ...effect, was: old }], shown: makeDigest("new"), problem: "down" } },
      { outcome: "not-published", now: makeDigest("new"), was: old },
    ],
    [
      "not moved, since nobody knows what is held",
      "rebuild",
      {
        unit,
        record,
        converged: { effects: [], current: { ...current, digest: makeDigest("new") }, shown: old, problem: "may be held" },
      },
      { outcome: "not-published", now: old },
    ],
    [
      "failed, in a run that moved its stream all the same, since its hold was lifted",
      "rebuild",
      { unit, missingEvidence: ["a test"], converged: { effects: [{ ...effect, was: old }], shown: makeDigest("new") } },
      { outcome: "failed", now: makeDigest("new"), was: old },
    ],
    [
      "with a warning",
      "rebuild",
      {
        unit,
        record,
        converged: { effects: [], current: { ...current, digest: makeDigest(unit.name) }, warnings: ["docker.io is down"] },
      },
      { outcome: "published", warnings: ["docker.io is down"] },
    ],
  ])("%s", (_, intent, ending, expected) => {
    expect(resultOf(intent, ending)).toMatchObject(expected);
  });

  test("a failed test's record is kept for the reports", () => {
    const tested = makePlanned("squid:release", {
      tests: [{ kind: "run", name: "v", timeout: 1, env: {}, platforms: ["linux/amd64"], command: ["v"] }],
    });
    const failed = failedRecord(tested, { name: "v", platform: "linux/amd64", log: "no" });
    expect(resultOf("rebuild", endingWithoutEvidence(tested, failed)).record).toBe(failed);
  });
});

test.each<[status: 0 | 1, endings: Ending[]]>([
  [0, []],
  [0, [publishedEnding(unit), { unit: left }]],
  [1, [publishedEnding(unit), endingWithoutEvidence(makePlanned("xcache:release"))]],
  [0, [publishedEnding(unit), endingWithoutEvidence(makePlanned("xcache:release", { required: false }))]],
  [1, [{ unit, record, converged: { effects: [], problem: "down" } }]],
  [1, [endingWithoutEvidence(unit, makeUnitRecord(unit.name, { outcome: "skipped" }))]],
])("exit status %d", (status, endings) => {
  expect(exitStatus(endings.map((ending) => resultOf("rebuild", ending)))).toBe(status);
});

describe("while its stream is held", () => {
  const { scope: _s, digests: _d, ...hold } = makeHold();
  const built = record.digest ?? old;
  const at = (digest: typeof old) => ({ stamp: { timestamp: planned, sequence: 0 }, digest });
  const newer = { stamp: { timestamp: timestamp("20261124-0000"), sequence: 0 }, digest: makeDigest("newer") };
  const candidate = { digest: built, conditions: [] };
  const promoted = makePlanned("squid:release", { decision: "promote", current: old, candidate });
  test.each<[name: string, ending: Ending, outcome: string, now: typeof old | undefined, instead: typeof old | undefined]>([
    ["built", { unit, record, converged: { effects: [], current: at(built), hold, shown: old } }, "held", old, built],
    ["promoted", { unit: promoted, converged: { effects: [], current: at(built), hold, shown: old } }, "held", old, built],
    [
      "built, and held at just that",
      { unit, record, converged: { effects: [], current: at(built), hold, shown: built } },
      "published",
      built,
      undefined,
    ],
    ["overtaken", { unit, record, converged: { effects: [], current: newer, hold, shown: old } }, "overtaken", old, newer.digest],
    [
      "a stream that is not there",
      { unit, record, converged: { effects: [], current: at(built), hold } },
      "held",
      undefined,
      built,
    ],
    [
      "put right",
      { unit: repair, converged: { effects: [effect], current: at(built), hold, shown: old } },
      "repaired",
      old,
      built,
    ],
    ["left, as planned", { unit: { ...left, current: built, hold: { ...hold, digest: old } } }, "unchanged", old, built],
    ["left, at the newest", { unit: { ...left, hold: { ...hold, digest: old } } }, "unchanged", old, undefined],
    [
      "failed",
      { ...endingWithoutEvidence(unit), converged: { effects: [], current: at(built), hold, shown: old } },
      "failed",
      old,
      built,
    ],
    [
      "not published",
      { unit, record, converged: { effects: [], hold, shown: old, problem: "down" } },
      "not-published",
      old,
      undefined,
    ],
  ])("%s", (_, ending, outcome, now, instead) => {
    const result = resultOf("rebuild", ending);
    expect([result.outcome, result.now, result.hold?.issue, result.hold?.instead]).toEqual([outcome, now, 12, instead]);
  });

  test("a hold that was lifted since the plan was made counts no more", () => {
    const held = { ...unit, hold: { ...hold, digest: old } };
    const result = resultOf("rebuild", { unit: held, record, converged: { effects: [], current: at(built) } });
    expect(result).toMatchObject({ outcome: "published", now: built });
    expect(result).not.toHaveProperty("hold");
  });

  test("it makes nothing red", () => {
    expect(
      exitStatus([resultOf("rebuild", { unit, record, converged: { effects: [], current: at(built), hold, shown: old } })]),
    ).toBe(0);
  });
});
