import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../../src/core/events/intent.ts";
import type { UnitFacts } from "../../../../src/core/plan/decide/facts.ts";
import type { Observation } from "../../../../src/core/publish/observation.ts";
import { digest, facts, h1, h2, observation, one, plan, t1, unit } from "../../../support/decisions.ts";
import { makeHold } from "../../../support/holds.ts";
import { makeDigest, makeUnit, timestamp } from "../../../support/units.ts";

describe("while its stream is held", () => {
  const { scope: _s, digests: _d, ...hold } = makeHold();
  const old = makeDigest("old");
  const held = { ...hold, digest: old };
  const rolledBack = { ...held, stamp: { timestamp: timestamp("20261120-0301"), sequence: 0 } };
  const published = { "release-20261109-0617": old };
  /** The stream shows this; both digests are there, and were published. */
  const shows = (shown: typeof digest, run = "1"): Observation => {
    const seen = observation(unit, run, { ...published, release: shown });
    return {
      ...seen,
      destinations: seen.destinations.map((destination) => ({ ...destination, digests: new Set([digest, old]) })),
    };
  };
  test.each<[string, Intent, UnitFacts, string, string]>([
    ["where the hold wants it", "publish", facts({ observed: shows(old), hold: held }), "leave", "up to date"],
    [
      "somewhere else",
      "publish",
      facts({ observed: shows(digest), hold: held }),
      "repair",
      "release in one.example.org/osg/squid points to another image",
    ],
    ["at whatever it shows", "publish", facts({ observed: shows(old), hold }), "leave", "up to date"],
    ["perhaps", "publish", facts({ observed: shows(old), hold: "issues: read is missing" }), "leave", "up to date"],
    [
      "by a rollback that was killed",
      "publish",
      facts({ observed: shows(old), hold: rolledBack }),
      "repair",
      "one.example.org/osg/squid lacks the tag rb.release-20261120-0301",
    ],
    [
      "at what was never published",
      "publish",
      facts({ hold: held }),
      "repair",
      "hold #12 names an image that was never published",
    ],
    [
      "and its inputs changed",
      "publish",
      facts({ observed: shows(old), hold: held, inputs: { hash: h2 } }),
      "build",
      "changed since 20261116-0617",
    ],
    ["and it is weekly", "rebuild", facts({ observed: shows(old), hold: held }), "build", "scheduled rebuild"],
    [
      "and this run has published",
      "rebuild",
      facts({ observed: shows(old, "77"), hold: held }),
      "leave",
      "this run already published it",
    ],
    [
      "and this run was killed",
      "rebuild",
      facts({ observed: shows(digest, "77"), hold: held }),
      "repair",
      "this run already published it; release in one.example.org/osg/squid points to another image",
    ],
    [
      "and a change is proposed",
      "candidate",
      facts({ observed: shows(old), hold: held, before: { inputs: { hash: h1 }, tests: t1 } }),
      "leave",
      "its inputs and tests are unchanged",
    ],
  ])("%s", (_name, intent, of, decision, reason) => {
    expect(one(intent, of)).toMatchObject({ decision, reason });
  });

  test("perhaps: what is missing of the newest is put right all the same", () => {
    const seen = observation(unit, "1", { "release-20261116-0617": undefined });
    expect(one("publish", facts({ observed: seen, hold: "x" }))).toMatchObject({
      decision: "repair",
      reason: "one.example.org/osg/squid lacks the tag release-20261116-0617",
    });
  });

  test("an optional registry that contradicts is left out of the question", () => {
    const both = makeUnit("squid:release", {
      destinations: [
        { repository: "one.example.org/osg/squid", required: true },
        { repository: "two.example.org/osg/squid", required: false },
      ],
    });
    const seen = observation(both, "1", { ...published, release: old });
    const [first, second] = seen.destinations.map((destination) => ({ ...destination, digests: new Set([digest, old]) }));
    if (!first || !second) throw new TypeError("there are two");
    const foreign = new Map(second.tags).set("release-20261116-0617", makeDigest("foreign"));
    const observed = { ...seen, destinations: [first, { ...second, tags: foreign }] };
    const [planned] = plan("publish", [{ unit: both, facts: facts({ observed, hold: held }), selected: true }]).units;
    expect(planned).toMatchObject({ decision: "leave", reason: "up to date" });
  });
});
