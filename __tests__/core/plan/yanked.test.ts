import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../src/core/events/intent.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import { facts, observation, plan, unit } from "../../support/decisions.ts";
import { makeDigest } from "../../support/units.ts";
import { digestOf, yank } from "../../support/verdicts.ts";

const current = makeDigest("current");
const older = makeDigest("older");
const yanks = [yank({ digest: current })];
const words = "octo yanked squid:fresh 20261116-0617 at 2026-11-20 10:00 UTC: leaks a key";
const planned = (intent: Intent, of: UnitFacts, known = yanks) =>
  plan(intent, [{ unit, facts: of, selected: true }], { yanks: { yanks: known } });
const undone = { by: "mona", at: "2026-11-21T10:00:00Z", reason: "a false alarm" };

describe("a plan says that a stream shows a yanked image", () => {
  test.each<[string, Intent, UnitFacts, readonly ReturnType<typeof yank>[], string | undefined]>([
    ["that it leaves", "publish", facts(), yanks, words],
    ["that it replaces, in case it fails", "rebuild", facts(), yanks, words],
    [
      "not if it shows another",
      "publish",
      facts({ observed: observation(unit, "1", { [unit.streamTag]: older }) }),
      yanks,
      undefined,
    ],
    ["not if another is yanked", "publish", facts(), [yank({ digest: digestOf("9") })], undefined],
    ["not if the yank was taken back", "publish", facts(), [yank({ digest: current, undone })], undefined],
  ])("%s", (_, intent, of, known, yanked) => {
    expect(planned(intent, of, [...known]).units[0]?.yanked).toBe(yanked);
  });

  test("but has no list of all yanks", () => {
    expect(planned("publish", facts())).not.toHaveProperty("yanks");
  });
});
