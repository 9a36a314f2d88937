import { describe, expect, test } from "@jest/globals";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import { withVersion } from "../../../src/core/versions/version-decide.ts";
import { h2 } from "../../support/decisions.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";
import { facts, own, plan, versions } from "../../support/version-decisions.ts";

describe("what is built on a base", () => {
  const base = makeUnit("base:release");
  const child = makeUnit("squid:release", { versions, base: "base:release" });
  const changed = facts({ inputs: { hash: h2 }, candidate: "none" });
  const { version: _, ...none } = facts();
  const decisions = (of: UnitFacts, baseFacts: UnitFacts, versioned = false) =>
    plan([
      { unit: versioned ? { ...base, versions } : base, facts: baseFacts, selected: versioned },
      { unit: child, facts: of, selected: true },
    ]).units.map(({ name, decision, reason, tags, current: digest }) => ({ name, decision, reason, tags: tags.length, digest }));

  test("is built on it as it is published, where that has the tagged commit's inputs", () => {
    expect(decisions(changed, none)).toMatchObject([
      { decision: "leave", reason: "not selected" },
      { decision: "build", reason: expect.stringContaining("on the published base:release"), tags: 3 },
    ]);
  });

  test("takes a base that is published of other inputs along, which gets no tags", () => {
    expect(decisions(changed, { ...none, inputs: { hash: h2 } })).toMatchObject([
      { decision: "build", reason: "squid:release builds on it, and the published image has other inputs", tags: 0 },
      { decision: "build", reason: expect.stringContaining("on base:release"), tags: 3 },
    ]);
  });

  test("is promoted whatever its base is by now", () => {
    expect(decisions(facts(), { ...none, inputs: { hash: h2 } })).toMatchObject([{ decision: "leave" }, { decision: "promote" }]);
  });

  test("is built on the version of its base, where that is there already", () => {
    const there = own(base, "1.4.2", { "1.4.2": "V", "1.4": "V", "1": "V" }, { inputs: h2, built: timestamp("20261123-0617") });
    const baseFacts = withVersion({ ...none, inputs: { hash: h2 } }, there);
    expect(decisions(changed, baseFacts, true)).toMatchObject([
      { decision: "leave", reason: "1.4.2 is already published", digest: makeDigest("V") },
      { decision: "build", tags: 3 },
    ]);
  });
});
