import { describe, expect, test } from "@jest/globals";
import { exitStatus } from "../../../src/core/result/conclusion.ts";
import { outputsOf } from "../../../src/core/result/outputs.ts";
import { type RestoredUnit, restoredUnit } from "../../../src/core/rollback/restored.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [good, bad, newer] = [makeDigest("good"), makeDigest("bad"), makeDigest("newer")];
const { digests: _, scope: _s, ...hold } = makeHold();
const unit = makeUnit("squid:release");
const current = (digest: typeof good) => ({ stamp: makePublicationId("20261123-0617"), digest });
const restored = (
  converged: Partial<Parameters<typeof restoredUnit>[1]>,
  change: Partial<Parameters<typeof restoredUnit>[0]> = {},
): RestoredUnit => restoredUnit({ unit, was: { digest: bad }, ...change }, { effects: [], warnings: [], ...converged });

describe("what became of a unit", () => {
  test.each<[string, RestoredUnit, typeof good | undefined, string | undefined]>([
    ["rolled back", restored({ current: current(good), hold, shown: good }, { wanted: good }), good, undefined],
    [
      "rolled back, a newer one under it",
      restored({ current: current(newer), hold, shown: good }, { wanted: good }),
      good,
      undefined,
    ],
    ["rolled back without a hold", restored({ current: current(good) }, { wanted: good }), good, undefined],
    [
      "overtaken without a hold",
      restored({ current: current(newer) }, { wanted: good }),
      newer,
      "another run published a newer image",
    ],
    [
      "kept by a later hold",
      restored({ current: current(good), hold, shown: bad }, { wanted: good }),
      bad,
      "hold #12 keeps it at another image",
    ],
    ["not at all", restored({ problem: "it is down", hold, shown: bad }, { wanted: good }), undefined, "it is down"],
    ["resumed", restored({ current: current(newer) }), newer, undefined],
    [
      "resumed, but held anew",
      restored({ current: current(newer), hold, shown: bad }),
      bad,
      "hold #12 keeps it at another image",
    ],
    ["resumed, held anew at the newest", restored({ current: current(newer), hold, shown: newer }), newer, undefined],
    ["resumed, never published", restored({}), undefined, undefined],
  ])("%s", (_name, one, now, problem) => {
    expect([one.now, one.problem, one.failed]).toEqual([now, problem, problem !== undefined]);
  });
});

test("red iff a required unit is not as it was to be", () => {
  const [fine, broken] = [restored({ current: current(good) }), restored({ problem: "x" })];
  expect([exitStatus([]), exitStatus([fine]), exitStatus([fine, broken])]).toEqual([0, 0, 1]);
  expect(exitStatus([fine, { ...broken, unit: { ...unit, required: false } }])).toBe(0);
});

test("the outputs name the tags that were written, and what the streams show", () => {
  const one = "one.example.org/osg/squid";
  const effects = [
    { kind: "copy", digest: good, from: "two", to: one },
    { kind: "tag", repository: one, tag: "release", digest: good },
  ] as const;
  const other = restored({ problem: "x" }, { unit: makeUnit("xcache:release") });
  expect(outputsOf([restored({ effects, current: current(good) }), other]).values).toEqual({
    tags: `${one}:release`,
    digests: JSON.stringify({ "squid:release": good }),
    changed: "true",
    published: JSON.stringify([{ unit: "squid:release", repository: one, tag: "release", digest: good, how: "resumed" }]),
    pins: JSON.stringify([{ unit: "squid:release", repository: one, tag: "release-20261123-0617", digest: good }]),
    failed: JSON.stringify([{ unit: "xcache:release", required: true, message: "x" }]),
  });
  expect(outputsOf([]).values).toEqual({ tags: "", digests: "{}", changed: "false", published: "[]", pins: "[]", failed: "[]" });
});
