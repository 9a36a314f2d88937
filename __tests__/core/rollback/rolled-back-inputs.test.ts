import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../src/core/events/intent.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import { rolledBackInputs } from "../../../src/core/rollback/rolled-back-inputs.ts";
import { digest, facts, h1, h2, h3, later, observation, plan, unit } from "../../support/decisions.ts";
import { makeHold } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

describe("a base that was put back, and is held no more", () => {
  const bad = { stamp: later, digest: makeDigest("bad"), inputs: h2 };
  const back = facts({ inputs: { hash: h2 }, published: bad }); // its newest image is of h1, the commit of h2, and that was rolled back
  const { scope: _s, digests: _d, ...hold } = makeHold();
  test.each<[string, UnitFacts, Intent, string | undefined]>([
    ["is made of what that image says", back, "publish", h1],
    ["not where it is held", { ...back, hold: { ...hold, digest } }, "publish", undefined],
    ["but where nobody knows what is held", { ...back, hold: "no answer" }, "publish", h1],
    ["not where it is built again, weekly", back, "rebuild", undefined],
    ["not where it is built again, since it has changed", { ...back, inputs: { hash: h3 } }, "publish", undefined],
    ["not where it cannot be compared", { ...back, inputs: { none: "x" } }, "publish", undefined],
    ["not where its image says nothing", { ...back, observed: observation(unit, "1", {}, undefined) }, "publish", undefined],
    ["not where nothing was put back", facts(), "publish", undefined],
    ["not where it is of the commit's inputs, too", facts({ published: { ...bad, inputs: h1 } }), "publish", undefined],
  ])("%s", (_, of, intent, made) => {
    expect(rolledBackInputs(of, intent)).toBe(made);
  });

  test("what is built on it has a hash, and the plan says from what", () => {
    const base = makeUnit("base:release");
    const child = facts({ inputs: { hash: h3 } });
    const ofBase = { ...back, observed: observation(base), rolledBackInputs: h1 };
    const made = plan("publish", [
      { unit: base, facts: ofBase, selected: true },
      { unit: { ...unit, base: base.name }, facts: child, selected: true },
    ]);
    expect(made.units[0]).toMatchObject({ decision: "leave", putBack: h1 });
    expect(made.units[1]).toMatchObject({ decision: "build", inputs: { hash: h3 } });
  });
});
