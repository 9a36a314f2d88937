import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { after } from "../../../src/core/publish/progress.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { type VersionObservation, versionStep } from "../../../src/core/versions/version-step.ts";
import { makeDigest } from "../../support/units.ts";
import { finish, observe, one, optional, shown, two, unit, version, world } from "../../support/version-worlds.ts";

describe("which tags a version gets", () => {
  const cases: [string, Record<string, string>, string, Record<string, string>][] = [
    ["the first", {}, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }],
    ["a newer one", { "1.4.1": "A", "1.4": "A", "1": "A" }, "1.4.2", { "1.4.1": "A", "1.4.2": "D", "1.4": "D", "1": "D" }],
    [
      "ten is more than nine",
      { "1.9.9": "A", "1.9": "A", "1": "A" },
      "1.10.0",
      { "1.9.9": "A", "1.9": "A", "1.10.0": "D", "1.10": "D", "1": "D" },
    ],
    [
      "a patch of an older line takes that line alone",
      { "1.3.0": "A", "1.3": "A", "1.4.2": "B", "1.4": "B", "1": "B" },
      "1.3.1",
      { "1.3.0": "A", "1.3.1": "D", "1.3": "D", "1.4.2": "B", "1.4": "B", "1": "B" },
    ],
    [
      "an older patch of an older line takes nothing but itself",
      { "1.3.5": "A", "1.3": "A", "1.4.2": "B", "1.4": "B", "1": "B" },
      "1.3.1",
      { "1.3.5": "A", "1.3.1": "D", "1.3": "A", "1.4.2": "B", "1.4": "B", "1": "B" },
    ],
    [
      "an older major version",
      { "2.0.0": "A", "2.0": "A", "2": "A" },
      "1.4.2",
      { "2.0.0": "A", "2.0": "A", "2": "A", "1.4.2": "D", "1.4": "D", "1": "D" },
    ],
    [
      "a pre-release is alone",
      { "1.4.2": "A", "1.4": "A", "1": "A" },
      "1.5.0-rc.1",
      { "1.4.2": "A", "1.4": "A", "1": "A", "1.5.0-rc.1": "D" },
    ],
    ["its release is newer", { "1.5.0-rc.1": "A" }, "1.5.0", { "1.5.0-rc.1": "A", "1.5.0": "D", "1.5": "D", "1": "D" }],
    [
      "a newer pre-release keeps no line",
      { "1.5.0-rc.1": "A", "1.4.1": "B", "1.4": "B", "1": "B" },
      "1.4.2",
      { "1.5.0-rc.1": "A", "1.4.1": "B", "1.4.2": "D", "1.4": "D", "1": "D" },
    ],
    [
      "streams are left alone",
      { release: "A", latest: "A" },
      "1.4.2",
      { release: "A", latest: "A", "1.4.2": "D", "1.4": "D", "1": "D" },
    ],
    [
      "a line that was moved by hand is put right",
      { "1.4.1": "A", "1.4": "X" },
      "1.4.2",
      { "1.4.1": "A", "1.4.2": "D", "1.4": "D", "1": "D" },
    ],
    [
      "the lines of a newer one that is still on its way are left to it",
      { "1.4.1": "A", "1.4.3": "B", "1.4": "A", "1": "A" },
      "1.4.2",
      { "1.4.1": "A", "1.4.2": "D", "1.4.3": "B", "1.4": "A", "1": "A" },
    ],
    [
      "where a line shows this one, though a newer one is there, it was late, and is put right",
      { "1.4.3": "B", "1.4": "D", "1": "B" },
      "1.4.2",
      { "1.4.2": "D", "1.4.3": "B", "1.4": "B", "1": "B" },
    ],
    ["there already", { "1.4.2": "D", "1.4": "D", "1": "D" }, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }],
  ];
  test.each(cases)("%s", (_, before, text, after) => {
    const all = world(before, before);
    expect(finish(all, text, "D")).toBe("done");
    const sorted = Object.fromEntries(Object.entries(after).sort());
    expect(shown(all)).toEqual([sorted, sorted]);
  });

  test("in order: the digest everywhere, the whole version, the first repository first, then the lines", () => {
    const effects: string[] = [];
    let observed = observe(world());
    for (let next = versionStep(unit, version("1.4.2"), observed, makeDigest("D")); next.kind === "effect"; ) {
      effects.push(next.effect.kind === "copy" ? `copy to ${next.effect.to}` : `${next.effect.repository}:${next.effect.tag}`);
      observed = after(observed, next.effect);
      next = versionStep(unit, version("1.4.2"), observed, makeDigest("D"));
    }
    expect(effects).toEqual([
      `copy to ${two}`,
      ...[`${one}:1.4.2`, `${two}:1.4.2`],
      ...[`${one}:1.4`, `${one}:1`, `${two}:1.4`, `${two}:1`],
    ]);
  });
});

describe("the whole version never changes", () => {
  test.each([
    ["in the first registry", world({ "1.4.2": "X" }), unit, one],
    ["in another", world({}, { "1.4.2": "X" }), unit, two],
    ["in the first, though the others are optional", world({ "1.4.2": "X" }), optional, one],
  ])("%s", (_, before, own, repository) => {
    const was = shown(before);
    const next = versionStep(own, version("1.4.2"), observe(before, own), makeDigest("D"));
    expect(next).toEqual({
      kind: "blocked",
      code: "version-taken",
      reason: `${repository}:1.4.2 points to ${makeDigest("X")}, but 1.4.2 is ${makeDigest("D")} here: Tagstream never overwrites a version tag. Push a new version`,
    });
    finish(before, "1.4.2", "D", own);
    expect(shown(before)).toEqual(was);
  });

  test("an optional registry that has it otherwise is left out", () => {
    const next = versionStep(optional, version("1.4.2"), observe(world({}, { "1.4.2": "X" }), optional), makeDigest("D"));
    expect(next).toMatchObject({ kind: "leave-out", repository: two });
  });

  test("a registry that cannot be asked: a required one blocks, an optional one does not", () => {
    const down = (own: Unit): VersionObservation => ({
      destinations: observe(world(), own).destinations.map((entry, index) =>
        index === 1 ? { ...entry, failure: "down" } : entry,
      ),
    });
    expect(versionStep(unit, version("1.4.2"), down(unit), makeDigest("D"))).toEqual({
      kind: "blocked",
      reason: `${two} could not be asked: down`,
    });
    expect(versionStep(optional, version("1.4.2"), down(optional), makeDigest("D"))).toMatchObject({ kind: "effect" });
  });

  test("a digest that is gone blocks", () => {
    const observed = observe(world());
    const gone = { destinations: observed.destinations.map((entry) => ({ ...entry, digests: new Set<Digest>() })) };
    expect(versionStep(unit, version("1.4.2"), gone, makeDigest("D"))).toMatchObject({ kind: "blocked" });
  });

  test("completed without a goal, from what the first registry has; nothing there, nothing done", () => {
    const all = world({ "1.4.2": "D" });
    expect(finish(all, "1.4.2", undefined)).toBe("done");
    const complete = { "1": "D", "1.4": "D", "1.4.2": "D" };
    expect(shown(all)).toEqual([complete, complete]);
    expect(finish(world(), "1.4.2", undefined)).toBe("blocked");
  });
});

test("a candidate from another registry is copied to the first one, before any tag", () => {
  const digest = makeDigest("candidate");
  const empty: VersionObservation = {
    destinations: [one, two].map((repository) => ({
      repository,
      required: true,
      versions: [],
      tags: new Map(),
      digests: new Set(),
    })),
  };
  const next = (from?: string) => versionStep(unit, version("1.4.2"), empty, digest, from);
  expect(next("dev.example.org/squid")).toEqual({
    kind: "effect",
    effect: { kind: "copy", digest, from: "dev.example.org/squid", to: one },
  });
  expect(next()).toMatchObject({ kind: "blocked" });
});
