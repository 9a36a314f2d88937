import { describe, expect, test } from "@jest/globals";
import {
  type RestoredUnit,
  restoredOutputs,
  restoredProblem,
  restoredStatus,
  shownNow,
} from "../../../src/core/rollback/restored.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [good, bad, newer] = [makeDigest("good"), makeDigest("bad"), makeDigest("newer")];
const { digests: _, scope: _s, ...hold } = makeHold();
const unit = makeUnit("squid:release");
const current = (digest: typeof good) => ({ stamp: makePublicationId("20261123-0617"), digest });
const restored = (converged: Partial<RestoredUnit["converged"]>, change: Partial<RestoredUnit> = {}): RestoredUnit => ({
  unit,
  was: { digest: bad },
  converged: { effects: [], warnings: [], ...converged },
  ...change,
});

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
      "another run has published a newer image",
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
    expect([shownNow(one), restoredProblem(one)]).toEqual([now, problem]);
  });
});

test("red iff a required unit is not as it was to be", () => {
  const [fine, broken] = [restored({ current: current(good) }), restored({ problem: "x" })];
  expect([restoredStatus([]), restoredStatus([fine]), restoredStatus([fine, broken])]).toEqual([0, 0, 1]);
  expect(restoredStatus([fine, { ...broken, unit: { ...unit, required: false } }])).toBe(0);
});

test("the outputs name the tags that were written, and what the streams show", () => {
  const one = "one.example.org/osg/squid";
  const effects = [
    { kind: "copy", digest: good, from: "two", to: one },
    { kind: "tag", repository: one, tag: "release", digest: good },
  ] as const;
  const other = restored({ problem: "x" }, { unit: makeUnit("xcache:release") });
  expect(restoredOutputs([restored({ effects, current: current(good) }), other])).toEqual({
    tags: `${one}:release`,
    digests: JSON.stringify({ "squid:release": good }),
    changed: "true",
  });
  expect(restoredOutputs([])).toEqual({ tags: "", digests: "{}", changed: "false" });
});
