import { describe, expect, test } from "@jest/globals";
import { decideRelease } from "../../../../src/core/plan/decide/decide-release.ts";
import type { UnitFacts, Verdict } from "../../../../src/core/plan/decide/facts.ts";
import { h2, t2 } from "../../../support/decisions.ts";
import { timestamp } from "../../../support/units.ts";
import { facts as factsOf, own, published, unit as versioned } from "../../../support/version-decisions.ts";

const unit = { ...versioned, source: { ref: "refs/tags/v1.4.2", commit: "c".repeat(40), version: "1.4.2" } };
const stamp = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const whole = { "1.4.2": "current", "1.4": "current", "1": "current" };

const streams: Record<string, Verdict> = {
  build: { decision: "build", reason: "changed since 20261116-0617" },
  leave: { decision: "leave", reason: "up to date" },
  repair: { decision: "repair", reason: "two lacks the tag release" },
};

describe("what a git tag does for a unit", () => {
  const cases: [string, keyof typeof streams, Partial<UnitFacts>, object][] = [
    [
      "builds once for both, where the stream needs an image",
      "build",
      { isNewestRelease: true, observed: published(unit, { inputs: h2 }) },
      {
        decision: "build",
        purposes: ["publish", "versions"],
        reason: "changed since 20261116-0617; new version 1.4.2",
      },
    ],
    [
      "builds for the stream alone, where the version exists: it is never written again",
      "build",
      { isNewestRelease: true, version: own(unit, "1.4.2", whole) },
      { decision: "build", purposes: ["publish"], reason: "changed since 20261116-0617" },
    ],
    [
      "gives the version what the stream shows",
      "leave",
      { isNewestRelease: true },
      { decision: "promote", purposes: ["versions"], reason: expect.stringContaining("same inputs as 20261116-0617") },
    ],
    [
      "tests that again, where the tests changed",
      "leave",
      { isNewestRelease: true, tests: t2 },
      { decision: "test", purposes: ["versions"] },
    ],
    [
      "repairs the stream on the way",
      "repair",
      { isNewestRelease: true },
      { decision: "promote", purposes: ["publish", "versions"], reason: expect.stringContaining("two lacks the tag release") },
    ],
    [
      "repairs no stream with an image that is only for the version",
      "repair",
      { isNewestRelease: true, observed: published(unit, { inputs: h2 }) },
      { decision: "build", purposes: ["versions"] },
    ],
    [
      "completes the version, where the stream is complete",
      "leave",
      { isNewestRelease: true, version: own(unit, "1.4.2", { "1.4.2": "current" }) },
      { decision: "repair", purposes: ["versions"] },
    ],
    [
      "does nothing twice",
      "leave",
      { isNewestRelease: true, version: own(unit, "1.4.2", whole) },
      { decision: "leave", reason: "up to date; 1.4.2 is already published" },
    ],
    [
      "gives an older line its version, whatever its stream needs",
      "build",
      { observed: published(unit, { inputs: h2 }) },
      { decision: "build", purposes: ["versions"], reason: expect.stringMatching(/^new version 1\.4\.2; /) },
    ],
    [
      "keeps a stream that shows a higher version, and writes the version",
      "build",
      { isNewestRelease: true, versionPublished: { version: "1.5.0", stamp } },
      { decision: "promote", purposes: ["versions"], reason: expect.stringMatching(/; its stream keeps 1\.5\.0$/) },
    ],
  ];
  test.each(cases)("%s", (_, stream, change, expected) => {
    expect(decideRelease(unit, factsOf(change), () => streams[stream] as Verdict)).toMatchObject(expected);
  });

  test("publishes a stream without versions, and leaves what is in neither", () => {
    const { version: _, ...facts } = factsOf({ isNewestRelease: true });
    expect(decideRelease(unit, facts, () => streams["build"] as Verdict)).toMatchObject({ purposes: ["publish"] });
    const { isNewestRelease: _no, ...neither } = facts;
    expect(decideRelease(unit, neither, () => streams["build"] as Verdict)).toEqual({
      decision: "leave",
      reason: "not part of this release",
    });
  });

  test("blocks a stream without versions that shows a higher version", () => {
    const { version: _, ...facts } = factsOf({ isNewestRelease: true, versionPublished: { version: "1.5.0", stamp } });
    expect(decideRelease(unit, facts, () => streams["build"] as Verdict)).toMatchObject({
      decision: "blocked",
      blocked: "stream-version-lower",
    });
  });
});
