import { describe, expect, test } from "@jest/globals";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import { referencesOf } from "../../../src/core/plan/assemble.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { checkPlan } from "../../../src/core/plan/plan-check.ts";
import { plannedRepository, repositoryOfBase } from "../../../src/core/plan/planned-repository.ts";
import { buildRepository, candidatesRepository, worksWithoutDestinations } from "../../../src/core/unit/repositories.ts";
import { facts, h1, h2, nothing, plan, t1 } from "../../support/decisions.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { makeHold } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const first = "one.example.org/osg/base";
const dev = "dev.example.org/team/base";
const digest = makeDigest("candidate");
const candidate = { digest, repository: dev, conditions: [] };
const elsewhere = makeUnit("base:release", { candidates: dev });

describe("where a plan's builds go", () => {
  test.each<[intent: Parameters<typeof buildRepository>[1], usual: string | undefined, elsewhere: string | undefined]>([
    ["rebuild", first, first],
    ["publish", first, first],
    ["version", first, first],
    ["candidate", first, dev],
    ["check", undefined, undefined],
    ["local", undefined, undefined],
  ])("%s", (intent, usual, other) => {
    expect(buildRepository(makeUnit("base:release"), intent)).toBe(usual);
    expect(buildRepository(elsewhere, intent)).toBe(other);
  });

  test("with `candidates: false`, proposed changes go nowhere", () => {
    const never = makeUnit("base:release", { candidates: false });
    expect([buildRepository(never, "candidate"), candidatesRepository(never)]).toEqual([undefined, undefined]);
    expect(buildRepository(never, "publish")).toBe(first);
    expect(referencesOf(never, ["rc.release.pr-7"], "candidate")).toEqual([]);
  });

  test("only proposed changes work without the destinations, and only with the key", () => {
    expect(worksWithoutDestinations(elsewhere, "candidate")).toBe(true);
    expect(worksWithoutDestinations(elsewhere, "publish")).toBe(false);
    expect(worksWithoutDestinations(makeUnit("base:release"), "candidate")).toBe(false);
  });
});

describe("where a base is", () => {
  const { digests: _, scope: _s, ...hold } = makeHold();
  const held = { ...hold, digest: makeDigest("held") };
  test.each<[name: string, intent: "candidate" | "publish", change: Partial<PlannedUnit>, of: typeof digest, place: string]>([
    ["built by a proposed change", "candidate", { decision: "build" }, digest, dev],
    ["built by a push", "publish", { decision: "build" }, digest, first],
    ["used again", "candidate", { decision: "reuse", candidate }, digest, dev],
    ["promoted", "publish", { decision: "promote", candidate }, digest, dev],
    ["promoted for the second time", "publish", { decision: "promote", candidate: { digest, conditions: [] } }, digest, first],
    ["published", "candidate", { decision: "leave", current: digest }, digest, first],
    ["held", "publish", { decision: "promote", candidate, hold: held }, held.digest, first],
    ["tested again, as it is published", "candidate", { decision: "test", current: digest }, digest, first],
  ])("%s", (_name, intent, change, of, place) => {
    const base = makePlanned("base:release", { candidates: dev, ...change });
    expect(repositoryOfBase(base, of, intent)).toBe(place);
    if (change.decision === "promote" && of === digest) expect(plannedRepository(base)).toBe(place);
    const child = makePlanned("squid:release", { base: base.name, candidates: "dev.example.org/team/squid" });
    const target = bakeDefinition(makePlan([base, child], { intent }), child, [{ unit: base, digest: of, repository: place }]);
    expect(target.definition.target["unit"]?.contexts["base"]).toBe(`docker-image://${place}@${of}`);
    expect(target.definition.target["unit"]?.labels["org.opencontainers.image.base.name"]).toBe(`${first}:release`);
  });
});

describe("a base that a proposed change cannot read", () => {
  const base = { unit: elsewhere, selected: true };
  const child = {
    unit: makeUnit("squid:release", { base: "base:release", candidates: "dev.example.org/team/squid" }),
    selected: true,
  };
  const changed = { inputs: { hash: h2 }, before: { inputs: { hash: h1 }, tests: t1 } };
  const same = { inputs: { hash: h1 }, before: { inputs: { hash: h1 }, tests: t1 } };
  const { observed: _, ...read } = facts(same);
  const unread: UnitFacts = { ...read, unseen: true };
  const decisionsOf = (of: UnitFacts, selected = true) =>
    plan("candidate", [
      { ...base, selected, facts: of },
      { ...child, facts: { ...unread, ...changed } },
    ]).units.map(({ decision, reason }) => `${decision}: ${reason}`);

  test("is built for the child that changes", () => {
    expect(decisionsOf(unread)).toEqual([
      "build: its published image cannot be read here, and squid:release builds on it",
      "build: changed, on base:release",
    ]);
  });

  test("and not where nothing asks for it, or where nobody asked the registry", () => {
    expect(decisionsOf(unread, false)[0]).toBe("leave: not selected");
    const { unseen: __, ...offline } = unread;
    expect(decisionsOf(offline)[0]).toBe("leave: its inputs and tests are unchanged");
  });

  test("a base that was never published is built as before", () => {
    expect(decisionsOf({ ...same, tests: t1, observed: nothing(elsewhere) })[0]).toBe(
      "build: not published yet, and squid:release builds on it",
    );
  });
});

test("a plan cannot name another place for candidates than its unit", () => {
  const faultsOf = (change: Partial<PlannedUnit>) => {
    const made = makePlanned("base:release", { decision: "promote", ...change });
    return checkPlan(makePlan([made], { intent: "publish" })).map(({ at, what }) => `${at}: ${what}`);
  };
  expect(faultsOf({ candidates: dev, candidate })).toEqual([]);
  expect(faultsOf({ candidate })).toEqual(["units[0].candidate.repository: the unit's candidates are not there"]);
  expect(faultsOf({ candidates: first, candidate: { digest, conditions: [] } })).toEqual([
    "units[0].candidates: it is also a destination",
  ]);
  expect(faultsOf({ candidates: "nowhere", candidate: { digest, conditions: [] } })[0]).toMatch(/^units\[0\]\.candidates: /);
});
