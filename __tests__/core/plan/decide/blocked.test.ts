import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../../src/core/events/intent.ts";
import type { UnitFacts, UnitToDecide } from "../../../../src/core/plan/decide/facts.ts";
import { printPlan, readPlan } from "../../../../src/core/plan/plan-document.ts";
import { proofOf } from "../../../../src/core/publish/evidence.ts";
import { exitStatus } from "../../../../src/core/result/conclusion.ts";
import { outputsOf } from "../../../../src/core/result/outputs.ts";
import { resultOf } from "../../../../src/core/result/result.ts";
import { facts, h1, h2, observation, plan, t1 } from "../../../support/decisions.ts";
import { makeHold } from "../../../support/holds.ts";
import { makeDigest, makeUnit } from "../../../support/units.ts";

const other = { unit: makeUnit("xcache:release"), facts: facts({ inputs: { hash: h2 } }), selected: true };
const base = makeUnit("base:release");
const child = makeUnit("app:release", { base: "base:release" });
const blocked: UnitFacts["blocked"] = { code: "plan-registry-unknown", reason: "cannot be read: no answer" };
const { observed: _, published: _p, ...bare } = facts({ inputs: { hash: h2 } });
const unasked: UnitFacts = { ...bare, blocked };
const before = { inputs: { hash: h1 }, tests: t1 };

/** `name decision`, of each unit that is not the bystander. */
function decided(intent: Intent, units: readonly UnitToDecide[]): string[] {
  return plan(intent, [...units, other])
    .units.slice(0, -1)
    .map(({ name, decision }) => `${name} ${decision}`);
}

describe("a unit of which a registry does not tell what its decision needs", () => {
  test.each<[string, Intent, UnitFacts, boolean, string]>([
    ["a rebuild", "rebuild", unasked, true, "blocked"],
    ["a push", "publish", unasked, true, "blocked"],
    [
      "a push, and what is published is known: its candidate is not",
      "publish",
      { ...facts({ inputs: { hash: h2 } }), blocked },
      true,
      "blocked",
    ],
    ["a push that needs no candidate", "publish", { ...facts(), blocked }, true, "leave"],
    ["a change of it", "candidate", { ...unasked, before }, true, "blocked"],
    ["a change of others", "candidate", { ...unasked, inputs: { hash: h1 }, before }, true, "leave"],
    ["what is not selected", "rebuild", unasked, false, "leave"],
    [
      "what an earlier attempt has published",
      "rebuild",
      { ...facts({ observed: observation(base, "77") }), blocked },
      true,
      "leave",
    ],
  ])("%s", (_, intent, of, selected, decision) => {
    expect(decided(intent, [{ unit: base, facts: of, selected }])).toEqual([`base:release ${decision}`]);
  });

  test("its tags are none, no job has it, and the plan is read back", () => {
    const made = plan("rebuild", [{ unit: base, facts: unasked, selected: true }, other]);
    expect(made.units[0]).toMatchObject({ blocked: "plan-registry-unknown", reason: blocked.reason, tags: [], references: [] });
    expect(made.jobs.flatMap(({ units }) => units)).toEqual(["xcache:release"]);
    expect(readPlan(printPlan(made))).toEqual(made);
    const without = { ...made, units: made.units.map(({ blocked: _code, ...unit }) => unit) };
    expect(() => readPlan(JSON.stringify(without))).toThrow(
      "units[0].blocked: blocked units must have it, and other units must not",
    );
  });

  test.each([
    [true, 1],
    [false, 0],
  ])("its result has failed; required: %s, status %s", (required, status) => {
    const [unit] = plan("rebuild", [{ unit: { ...base, required }, facts: unasked, selected: true }, other]).units;
    if (!unit) throw new TypeError("it is planned");
    const result = resultOf("rebuild", { unit });
    expect(result).toMatchObject({ outcome: "blocked", problem: blocked.reason, tags: [] });
    expect(result.failed).toBe(true);
    expect([exitStatus([result]), outputsOf([result]).values.digests]).toEqual([status, "{}"]);
    expect(proofOf(unit, { units: [unit], intent: "rebuild" }, new Map()).passed).toBe(false);
  });
});

describe("what is built on it", () => {
  const on = (of: UnitFacts, own: UnitFacts, selected = true): readonly UnitToDecide[] => [
    { unit: base, facts: of, selected },
    { unit: child, facts: own, selected: true },
  ];
  const { scope: _s, digests: _d, ...hold } = makeHold();
  const old = makeDigest("old");
  const held = observation(base, "1", { "release-20261109-0617": old, release: old });
  const keeps = { hold: { ...hold, digest: old, inputs: h2 } };

  test.each<[string, Intent, UnitFacts, UnitFacts, string[]]>([
    ["is blocked where it is to be built", "publish", unasked, facts({ inputs: { hash: h2 } }), ["blocked", "blocked"]],
    ["is left where it is up to date", "publish", unasked, facts(), ["blocked", "leave"]],
    [
      "is built where a hold keeps what it is built on",
      "rebuild",
      { ...facts({ observed: held }), ...keeps, blocked: { code: "version-taken", reason: "taken" } },
      facts(),
      ["blocked", "build"],
    ],
    [
      "is blocked as a change of both, held or not",
      "candidate",
      { ...facts({ observed: held, inputs: { hash: h2 } }), ...keeps, before, blocked },
      { ...facts({ inputs: { hash: h2 } }), before },
      ["blocked", "blocked"],
    ],
    [
      "is blocked as a change of its own, on a base that cannot be asked",
      "candidate",
      { ...unasked, inputs: { hash: h1 }, before },
      { ...facts({ inputs: { hash: h2 } }), before },
      ["leave", "blocked"],
    ],
  ])("%s", (_, intent, of, own, [ofBase, ofChild]) => {
    expect(decided(intent, on(of, own))).toEqual([`base:release ${ofBase}`, `app:release ${ofChild}`]);
  });

  test("through all that is between", () => {
    const grandchild = makeUnit("web:release", { base: "app:release" });
    const units = [...on(unasked, facts()), { unit: grandchild, facts: facts(), selected: true }];
    expect(decided("rebuild", units)).toEqual(["base:release blocked", "app:release blocked", "web:release blocked"]);
  });

  test("on a base that is not published and not selected: it alone is blocked", () => {
    const { published: _n, ...never } = facts({ observed: { destinations: [] } });
    const made = plan("rebuild", [...on(never, facts(), false), other]);
    expect(made.units.map(({ decision, blocked: code }) => code ?? decision)).toEqual([
      "leave",
      "plan-base-unpublished",
      "build",
    ]);
  });
});
