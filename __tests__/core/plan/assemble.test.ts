import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../src/core/events/intent.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import { facts, nothing, observation, one, plan, unit } from "../../support/decisions.ts";
import { makeUnit } from "../../support/units.ts";

describe("tags", () => {
  const aliased = makeUnit("squid:25-release", {
    aliases: [
      { tag: "latest", timestamps: false },
      { tag: "release", timestamps: true },
    ],
    destinations: [
      { repository: "one.example.org/squid", required: true },
      { repository: "two.example.org/squid", required: true },
    ],
  });
  test("a build's, in full", () => {
    const tags = ["25-release-20261123-0617", "release-20261123-0617", "25-release", "latest", "release"];
    const planned = plan("rebuild", [{ unit: aliased, facts: facts({ observed: nothing(aliased) }), selected: true }]).units[0];
    expect(planned?.tags).toEqual(tags);
    expect(planned?.references).toEqual([
      ...tags.map((tag) => `one.example.org/squid:${tag}`),
      ...tags.map((tag) => `two.example.org/squid:${tag}`),
    ]);
  });
  test("a proposed change gets candidate tags alone, in the first registry", () => {
    const two = { ...aliased, destinations: [...aliased.destinations, { repository: "two.example.org/squid", required: true }] };
    const [planned] = plan("candidate", [{ unit: two, facts: facts(), selected: true }], { pullRequest: 123 }).units;
    expect(planned?.tags).toEqual(["rc.25-release.111111111111", "rc.25-release.pr-123"]);
    expect(planned?.references).toEqual(planned?.tags.map((tag) => `${aliased.destinations[0]?.repository}:${tag}`));
  });
  test.each<[string, Intent, UnitFacts, string[]]>([
    ["in a merge queue", "candidate", facts(), ["rc.release.111111111111"]],
    ["without an inputs hash", "candidate", facts({ inputs: { none: "edited" } }), []],
    ["of an untrusted change", "check", facts(), []],
  ])("%s", (_, intent, of, tags) => {
    expect(one(intent, of)).toMatchObject({ decision: "build", tags });
  });
});

test.each([
  [["TOKEN"], ["TOKEN"]],
  [[], undefined],
])("what is withheld of an untrusted change, %j, stands in the plan as %j", (withheld, planned) => {
  expect(one("check", facts({ withheld }))?.withheld).toEqual(planned);
});

describe("one run has one timestamp", () => {
  test("a re-run goes on under that of the first attempt", () => {
    const second = makeUnit("xcache:release");
    const { units, timestamp: at } = plan("rebuild", [
      { unit, facts: facts({ observed: observation(unit, "77") }), selected: true },
      { unit: second, facts: facts({ observed: observation(second, "1") }), selected: true },
    ]);
    expect(at).toBe("20261116-0617");
    expect(units.map(({ decision }) => decision)).toEqual(["leave", "build"]);
    expect(units[1]?.tags[0]).toBe("release-20261116-0617-01"); // another run has taken the minute
  });

  test("another run, and a run of the command line, read the clock", () => {
    expect(plan("rebuild", [{ unit, facts: facts(), selected: true }]).timestamp).toBe("20261123-0617");
    const local = plan("rebuild", [{ unit, facts: facts({ observed: observation(unit, "local") }), selected: true }], {
      run: { id: "local", attempt: 1 },
    });
    expect([local.timestamp, local.units[0]?.decision]).toEqual(["20261123-0617", "build"]);
  });
});
