import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../src/core/events/intent.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import type { KnownYanks } from "../../../src/core/verdicts/yanked.ts";
import { facts, h1, h2, observation, plan, unit } from "../../support/decisions.ts";
import { makeDigest, timestamp } from "../../support/units.ts";
import { yank } from "../../support/verdicts.ts";

const week = 7 * 86_400_000;

/** Published on the 16th of November; the run is a week later. */
function kept(intent: Intent, of: UnitFacts, keep: { atLeast?: number } | undefined = {}, now = "20261123-0617") {
  const freshness = keep === undefined ? {} : { freshness: { keep } };
  return plan(intent, [{ unit, facts: of, selected: true }], { now: timestamp(now), ...freshness }).units[0]?.keep;
}

/** With another newest publication. */
function published(change: object): UnitFacts {
  const observed = observation(unit);
  return facts({ observed: { ...observed, current: Object.assign({ ...observed.current }, change) as never } });
}

describe("a rebuild is compared with the newest publication", () => {
  test("if the configuration asks for it", () => {
    expect(kept("rebuild", facts())).toBe(true);
    expect(plan("rebuild", [{ unit, facts: facts(), selected: true }]).units[0]).not.toHaveProperty("keep");
  });

  test.each<[string, KnownYanks, true | undefined]>([
    ["the published image", { yanks: [yank({ digest: makeDigest("current") })] }, undefined],
    ["another image", { yanks: [yank()] }, true],
    ["nobody knows which", { yanks: [], unreadable: "GitHub is down" }, undefined],
  ])("unless it is yanked: %s", (_, yanks, keep) => {
    const circumstances = { now: timestamp("20261123-0617"), freshness: { keep: {} }, yanks };
    expect(plan("rebuild", [{ unit, facts: facts(), selected: true }], circumstances).units[0]?.keep).toBe(keep);
  });

  const made = { inputs: h1, run: "1", built: timestamp("20261116-0617") };

  test.each<[string, Intent, UnitFacts]>([
    [
      "what a push builds",
      "publish",
      facts({
        published: { stamp: { timestamp: timestamp("20261116-0617"), sequence: 0 }, digest: makeDigest("current"), inputs: h2 },
      }),
    ],
    ["a proposed change", "candidate", facts()],
    ["a unit that is left alone", "publish", facts()],
    ["other inputs", "rebuild", facts({ inputs: { hash: h2 } })],
    ["a unit without an inputs hash", "rebuild", facts({ inputs: { none: "edited" } })],
    ["after a rollback", "rebuild", published({ rollback: true })],
    ["an image that does not record its inputs", "rebuild", published({ annotations: { ...made, inputs: undefined } })],
    ["an image from before Tagstream", "rebuild", published({ annotations: {} })],
    ["an image that was not read", "rebuild", published({ annotations: undefined })],
  ])("but not %s", (_, intent, of) => expect(kept(intent, of)).toBeUndefined());

  test.each<[string, true | undefined]>([
    ["20261123-0617", true],
    ["20261130-0617", true],
    ["20261207-0617", true],
    ["20261214-0617", true],
    ["20261221-0616", true],
    ["20261221-0617", undefined],
    ["20261228-0617", undefined],
  ])("with `at-least: 5w`, on %s: %s", (now, expected) => {
    expect(kept("rebuild", facts(), { atLeast: 5 * week }, now)).toBe(expected);
  });

  test("also if the published image has a newer timestamp: what counts is when it was built", () => {
    const again = published({ stamp: { timestamp: timestamp("20261214-0617"), sequence: 0 } });
    expect(kept("rebuild", again, { atLeast: 5 * week }, "20261221-0617")).toBeUndefined();
  });
});
