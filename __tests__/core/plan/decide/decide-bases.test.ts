import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../../src/core/events/intent.ts";
import type { UnitFacts, UnitToDecide } from "../../../../src/core/plan/decide/facts.ts";
import { digestToBuildOn, inputsToBuildOn } from "../../../../src/core/plan/plan.ts";
import { waitsForNothing } from "../../../../src/core/publish/evidence.ts";
import { facts, h1, h2, nothing, observation, plan, t1, unit } from "../../../support/decisions.ts";
import { makeHold } from "../../../support/holds.ts";
import { makeDigest, makeUnit } from "../../../support/units.ts";

describe("bases", () => {
  const base = makeUnit("base:release");
  const child = makeUnit("squid:release", { base: "base:release" });
  const { published: _, ...unpublished } = facts({ observed: nothing(base) });
  const both = (baseFacts: UnitFacts, childFacts: UnitFacts, selected = true): readonly UnitToDecide[] => [
    { unit: base, facts: baseFacts, selected },
    { unit: child, facts: childFacts, selected: true },
  ];

  test("a rebuilt base is named, and shares the job", () => {
    const { units, jobs } = plan("rebuild", both(facts(), facts()));
    expect(units.map(({ reason }) => reason)).toEqual(["scheduled rebuild", "scheduled rebuild, on base:release"]);
    expect(jobs).toEqual([{ id: "base.release", units: ["base:release", "squid:release"] }]);
  });

  test("only the child changed: on the published base", () => {
    const { units } = plan("publish", both(facts(), facts({ inputs: { hash: h2 } })));
    expect(units.map(({ decision, reason }) => [decision, reason])).toEqual([
      ["leave", "up to date"],
      ["build", "changed since 20261116-0617, on the published base:release"],
    ]);
  });

  test("a child on a published base that is made of other inputs gets no inputs hash: it would not be true", () => {
    const changed = facts({ inputs: { hash: h2 } });
    const [baseUnit, childUnit] = plan("rebuild", both(changed, facts(), false)).units;
    expect(baseUnit).toMatchObject({ decision: "leave", inputs: { hash: h2 } });
    expect(childUnit).toMatchObject({
      decision: "build",
      inputs: { none: "it builds on the published base:release, which has other inputs" },
    });
    expect(plan("rebuild", both(facts(), facts(), false)).units[1]?.inputs).toEqual({ hash: h1 });
  });

  test("a proposed child on a base that was never published: the base is built too", () => {
    const before = { inputs: { hash: h1 }, tests: t1 };
    const { units } = plan("candidate", both({ ...unpublished, before }, facts({ before: { ...before, inputs: { hash: h2 } } })));
    expect(units.map(({ decision }) => decision)).toEqual(["build", "build"]);
    expect(units[0]?.reason).toBe("not published yet, and squid:release builds on it");
  });

  test("a selected child whose base is neither selected nor published is refused", () => {
    expect(() => plan("rebuild", both(unpublished, facts(), false))).toThrow(
      'squid:release: its base base:release is not published and not selected: add "base:release" to `only`.',
    );
  });
});

describe("on a base that is held", () => {
  const base = makeUnit("base:release");
  const child = { ...unit, base: base.name };
  const [held, bad] = [makeDigest("held"), makeDigest("bad")];
  const { scope: _s, digests: _d, ...hold } = makeHold();
  const before = { inputs: { hash: h1 }, tests: t1 };
  /** The base: the good image is published, then the bad one; the hold keeps what `keeps` says. */
  const ofBase = (keeps: typeof held, change: Partial<UnitFacts> = {}): UnitFacts => ({
    ...facts({
      observed: observation(base, "1", { "release-20261109-0617": held, release: held, "release-20261116-0617": bad }),
    }),
    hold: { ...hold, digest: keeps, inputs: h2 },
    ...change,
  });
  const planned = (intent: Intent, of: UnitFacts, own: Partial<UnitFacts> = {}) =>
    plan(intent, [
      { unit: base, facts: of, selected: true },
      { unit: child, facts: facts({ inputs: { hash: h2 }, ...own }), selected: true },
    ]);

  test.each<[string, Intent, UnitFacts, Partial<UnitFacts>, string, typeof held | undefined, boolean]>([
    ["a weekly run builds on what it shows", "rebuild", ofBase(held), {}, "on the held base:release", held, true],
    ["so does a push", "publish", ofBase(held), {}, "on the held base:release", held, true],
    [
      "so does a change of the child alone",
      "candidate",
      ofBase(held, { before }),
      { before },
      "on the held base:release",
      held,
      false,
    ],
    [
      "a change of both is tried together",
      "candidate",
      ofBase(held, { before, inputs: { hash: h2 } }),
      { before },
      "on base:release",
      undefined,
      true,
    ],
    [
      "a digest that was never published counts for nothing",
      "rebuild",
      ofBase(makeDigest("forged")),
      {},
      "on base:release",
      undefined,
      true,
    ],
  ])("%s", (_, intent, of, own, reason, digest, hashed) => {
    const made = planned(intent, of, own);
    const [first, second] = made.units;
    expect(second).toMatchObject({ decision: "build", reason: expect.stringMatching(new RegExp(`${reason}$`)) });
    expect(first && digestToBuildOn(first, intent)).toBe(digest);
    expect("hash" in (second?.inputs ?? {})).toBe(hashed);
    expect(first && waitsForNothing(first, intent)).toBe(digest !== undefined);
  });

  test("what an image that says nothing of itself was made of, is not known", () => {
    const held = { name: "base:release", hold: { ...hold, digest: bad } };
    expect(inputsToBuildOn(held, "rebuild")).toEqual({ none: expect.stringContaining("the held image of base:release") });
    expect(inputsToBuildOn({ ...held, hold: { ...held.hold, inputs: h2 } }, "publish")).toEqual({ hash: h2 });
    expect(inputsToBuildOn(held, "candidate")).toBeUndefined();
    expect(inputsToBuildOn({ name: "base:release" }, "rebuild")).toBeUndefined();
    expect(inputsToBuildOn({ name: "base:release", putBack: h2 }, "publish")).toEqual({ hash: h2 });
    expect(inputsToBuildOn({ ...held, hold: { ...held.hold, inputs: h1 }, putBack: h2 }, "publish")).toEqual({ hash: h1 });
  });
});
