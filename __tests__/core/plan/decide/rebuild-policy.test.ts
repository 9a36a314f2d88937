import { describe, expect, test } from "@jest/globals";
import type { BaseFacts } from "../../../../src/core/freshness/moved-bases.ts";
import type { Gathered } from "../../../../src/core/plan/assemble.ts";
import type { UnitFacts, UnitToDecide } from "../../../../src/core/plan/decide/facts.ts";
import { digest, facts, h1, monday, nothing, observation, plan } from "../../../support/decisions.ts";
import { makeDigest, makeUnit, timestamp } from "../../../support/units.ts";

const parent = makeUnit("base:release");
const child = makeUnit("squid:release", { base: "base:release" });
const freshness = { every: 7 * 86_400_000, bases: true } as const;
const thursday = timestamp("20261119-0617");
const seen = [{ reference: "docker.io/library/almalinux:9", digest: makeDigest("new") }];
const moved: BaseFacts = {
  seen,
  moved: [{ reference: "docker.io/library/almalinux:9", from: makeDigest("old"), to: makeDigest("new") }],
  gone: [],
};

const entry = (unit: typeof parent, change: Partial<UnitFacts> = {}): UnitToDecide => ({
  unit,
  facts: facts({ observed: observation(unit), ...change }),
  selected: true,
});
/** A unit without a publication: nothing is published, or nobody answers. */
const unpublished = (unit: typeof parent, observed?: UnitFacts["observed"]): UnitToDecide => {
  const { published: _, observed: _observed, ...rest } = facts();
  return { unit, facts: { ...rest, ...(observed ? { observed } : {}) }, selected: true };
};

function decided(units: UnitToDecide[], change: Partial<Gathered> = {}) {
  const made = plan("rebuild", units, { freshness, now: thursday, ...change });
  return made.units.map(({ decision, why, reason }) => `${decision} (${why}): ${reason}`);
}

const hold = {
  issue: 7,
  digest,
  stamp: monday,
  reason: "broken",
  owner: "octo",
  since: "2026-11-17T00:00:00Z",
  url: "u",
};

describe("with `rebuild: { every, bases }`", () => {
  test.each<[what: string, units: UnitToDecide[], expected: string[]]>([
    [
      "parent and child that are fresh stay",
      [entry(parent), entry(child)],
      ["leave (undefined): fresh: 3 days old", "leave (undefined): fresh: 3 days old"],
    ],
    [
      "the parent's base moved: the child is rebuilt in the same run",
      [entry(parent, { bases: moved }), entry(child)],
      ["build (base): base moved: almalinux:9 6f6c642e → 6e65772e", "build (base): its base is rebuilt, on base:release"],
    ],
    [
      "the child alone is built on the published parent",
      [entry(parent), entry(child, { bases: moved })],
      [
        "leave (undefined): fresh: 3 days old",
        "build (base): base moved: almalinux:9 6f6c642e → 6e65772e, on the published base:release",
      ],
    ],
    [
      "a held parent is rebuilt, but its child keeps the held image",
      [entry(parent, { bases: moved, hold }), entry(child)],
      ["build (base): base moved: almalinux:9 6f6c642e → 6e65772e", "leave (undefined): fresh: 3 days old"],
    ],
    [
      "a rolled-back unit counts from the newest image that was built for it",
      [
        entry(parent, {
          observed: {
            ...observation(parent),
            current: { stamp: { timestamp: timestamp("20261118-0900"), sequence: 0 }, digest, rollback: true },
          },
          published: { stamp: { timestamp: timestamp("20261112-0617"), sequence: 0 }, digest: makeDigest("bad"), inputs: h1 },
        }),
      ],
      ["build (due): due: last built 7 days ago"],
    ],
    [
      "what was never published is due, and its registries' silence blocks nothing on a laptop",
      [unpublished(parent, nothing(parent)), unpublished(child)],
      ["build (due): due: not published yet", "build (due): due: could not check when it was last built, on base:release"],
    ],
    [
      "what this run has published is left, with its child",
      [entry(parent, { observed: observation(parent, "77"), bases: moved }), entry(child)],
      ["leave (undefined): this run already published it", "leave (undefined): fresh: 3 days old"],
    ],
  ])("%s", (_, units, expected) => expect(decided(units)).toEqual(expected));

  test.each<[what: string, change: Partial<Gathered>, expected: string]>([
    ["a person rebuilds whatever is asked", { event: "workflow_dispatch" }, "build (asked): rebuild requested"],
    ["any other dispatch, too", { event: "repository_dispatch" }, "build (asked): rebuild requested"],
    [
      "a hint takes no fresh unit",
      { event: "repository_dispatch", hint: true },
      "leave (undefined): none of its bases has moved",
    ],
    [
      "a hint takes no fresh unit without `bases` either",
      { event: "repository_dispatch", hint: true, freshness: undefined } as object,
      "leave (undefined): none of its bases has moved",
    ],
    ["`bases` alone: a schedule rebuilds all", { freshness: { bases: true } }, "build (due): scheduled rebuild"],
    ["other keys change nothing", { freshness: { stale: 1 } }, "build (undefined): scheduled rebuild"],
    ["no key changes nothing", { freshness: undefined } as object, "build (undefined): scheduled rebuild"],
  ])("%s", (_, change, expected) => expect(decided([entry(parent)], change)).toEqual([expected]));

  test("a plan gives builds the digests that it saw, and says when nothing is due", () => {
    const [built] = plan("rebuild", [entry(parent, { bases: moved })], { freshness, now: thursday }).units;
    expect(built).toMatchObject({ why: "base", seenBases: seen });
    const idle = plan("rebuild", [entry(parent, { bases: { ...moved, moved: [] } }), entry(child)], { freshness, now: thursday });
    expect(idle.units.flatMap(({ seenBases = [] }) => seenBases)).toEqual([]);
    expect(idle.notes).toEqual(["nothing is due: the oldest image is 3 days old"]);
    const hinted = plan("rebuild", [entry(parent)], { freshness, now: thursday, event: "repository_dispatch", hint: true });
    expect(hinted.notes).toEqual(["nothing to rebuild: no base has moved"]);
    expect("hint" in hinted).toBe(false);
  });
});
