import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { Effect } from "../../../src/core/publish/effect.ts";
import { after } from "../../../src/core/publish/progress.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { newestIn, type VersionObservation, versionStep } from "../../../src/core/versions/version-step.ts";
import { makeDigest } from "../../support/units.ts";
import { finish, observe, one, optional, shown, two, unit, version, type World, world } from "../../support/version-worlds.ts";

describe("registries that hold different versions", () => {
  const older = { "1.3.0": "A", "1.3": "A" };
  const old = { ...older, "1.4.0": "B", "1.4": "B", "1": "B" };
  const patched = { "1.3.1": "D", "1.3": "D" };
  test.each<[string, [Record<string, string>, Record<string, string>], [Record<string, string>, Record<string, string>]]>([
    ["a new first one: the newer version in the other keeps its lines", [{}, old], [patched, { ...old, ...patched }]],
    [
      "the first one missed the newer version, and then had its own line at an older one",
      [{ ...older, "1": "A" }, old],
      [
        { ...older, ...patched, "1": "A" },
        { ...old, ...patched },
      ],
    ],
    [
      "the other missed the newer version",
      [old, { ...older, "1": "A" }],
      [
        { ...old, ...patched },
        { ...older, ...patched, "1": "A" },
      ],
    ],
    [
      "where the line shows this one, it gets the newer one",
      [{ ...patched, "1": "D" }, old],
      [
        { ...patched, "1": "B" },
        { ...old, ...patched },
      ],
    ],
    [
      "the newest is in the other, though the first has a newer one than this",
      [{ "1.3.5": "C", "1.3": "D", "1": "D" }, old],
      [
        { "1.3.1": "D", "1.3.5": "C", "1.3": "C", "1": "B" },
        { ...old, "1.3.1": "D" },
      ],
    ],
    [
      "the newest of all is this one",
      [
        { "1.2.0": "A", "1": "A" },
        { "1.3.0": "B", "1": "B" },
      ],
      [
        { "1.2.0": "A", ...patched, "1": "D" },
        { "1.3.0": "B", ...patched, "1": "D" },
      ],
    ],
  ])("%s", (_, before, after) => {
    const all = world(...before);
    expect(finish(all, "1.3.1", "D")).toBe("done");
    expect(shown(all)).toEqual(after);
  });

  test.each<[string, Unit, Record<string, string>[], Effect]>([
    [
      "from the other to the first",
      unit,
      [
        { ...patched, "1": "D" },
        { ...old, ...patched },
      ],
      { kind: "copy", digest: makeDigest("B"), from: two ?? "", to: one ?? "" },
    ],
    [
      "from the first to the other",
      unit,
      [
        { ...old, ...patched },
        { ...patched, "1": "D" },
      ],
      { kind: "copy", digest: makeDigest("B"), from: one ?? "", to: two ?? "" },
    ],
  ])("where a line is put right, the newer version's digest is copied first: %s", (_, own, before, effect) => {
    const observed = observe(world(...before), own);
    expect(versionStep(own, version("1.3.1"), observed, makeDigest("D"))).toEqual({ kind: "effect", effect });
    const to = effect.kind === "copy" ? effect.to : "";
    expect(versionStep(own, version("1.3.1"), after(observed, effect), makeDigest("D"))).toEqual({
      kind: "effect",
      effect: { kind: "tag", repository: to, tag: "1", digest: makeDigest("B"), was: makeDigest("D") },
    });
  });

  test("what an optional registry alone has keeps a line where it is, and goes nowhere else", () => {
    const planted = { ...old, ...patched };
    const done = { kind: "done", digest: makeDigest("D") };
    expect(
      versionStep(optional, version("1.3.1"), observe(world({ ...patched, "1": "D" }, planted), optional), makeDigest("D")),
    ).toEqual(done);
    expect(versionStep(optional, version("1.3.1"), observe(world(patched, planted), optional), makeDigest("D"))).toEqual(done);
  });

  test("a newer version that a listing names and that is gone counts in none of them", () => {
    const seen = observe(world({}, older));
    const listing = { destinations: seen.destinations.map((entry) => ({ ...entry, versions: ["1.4.0", ...entry.versions] })) };
    expect(newestIn("1", unit, version("1.3.1"), listing.destinations)).toBe("1.3.1");
    const gone = observe(world({ "1.3.5": "A" }, old)).destinations.map((entry) => ({
      ...entry,
      versions: ["1.4.0", "1.3.5"],
      tags: new Map([...entry.tags].filter(([tag]) => tag !== "1.4.0")),
    }));
    expect(newestIn("1", unit, version("1.3.1"), gone)).toBe("1.3.5");
  });

  /** The other registry with what was seen of it, and with a failure. */
  const failed = (of: World, rest: Partial<VersionObservation["destinations"][number]>): VersionObservation => ({
    destinations: observe(of, optional).destinations.map((entry, index) =>
      index === 1 ? { ...entry, failure: "down", ...rest } : entry,
    ),
  });

  test("an optional one that could not be asked holds nothing back", () => {
    const nothing = { versions: [], tags: new Map<string, Digest>(), digests: new Set<Digest>() };
    const next = versionStep(optional, version("1.3.1"), failed(world(patched, old), nothing), makeDigest("D"));
    expect(next).toMatchObject({ kind: "effect", effect: { kind: "tag", repository: one, tag: "1", digest: makeDigest("D") } });
  });

  test("an optional one that could be read, and not be written, still says what is newest; nothing is copied from it", () => {
    const done = { kind: "done", digest: makeDigest("D") };
    expect(versionStep(optional, version("1.3.1"), failed(world(patched, old), {}), makeDigest("D"))).toEqual(done);
    const late = failed(world({ ...patched, "1": "D" }, old), {});
    expect(versionStep(optional, version("1.3.1"), late, makeDigest("D"))).toEqual(done);
  });
});
