import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/digest.ts";
import type { Effect } from "../../../src/core/effect.ts";
import type { Unit } from "../../../src/core/unit.ts";
import { listedVersions, parseVersion, type Version } from "../../../src/core/version.ts";
import { afterVersionEffect, newestIn, type VersionObservation, versionStep } from "../../../src/core/version-step.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [one, two] = ["one.example.org/osg/app", "two.example.org/osg/app"];
const unit = makeUnit("app:release", {
  versions: { gitTag: "v{version}" },
  destinations: [one, two].map((repository) => ({ repository: repository ?? "", required: true })),
});
const optional = { ...unit, destinations: unit.destinations.map((entry, index) => ({ ...entry, required: index === 0 })) };
const version = (text: string): Version => {
  const parsed = parseVersion(text);
  if (!parsed) throw new TypeError(text);
  return parsed;
};

/** What repositories hold: their tags, and the digests of those. What is built is in the first one. */
type World = Map<string, Map<string, Digest>>;
const world = (...contents: Record<string, string>[]): World =>
  new Map(
    unit.destinations.map(({ repository }, index) => [
      repository,
      new Map(Object.entries(contents[index] ?? {}).map(([tag, text]) => [tag, makeDigest(text)])),
    ]),
  );
const shown = (of: World): Record<string, string>[] =>
  [...of.values()].map((tags) => Object.fromEntries([...tags].map(([tag, digest]) => [tag, nameOf(digest)]).sort()));
const nameOf = (digest: Digest): string => Buffer.from(digest.slice(7), "hex").toString().replace(/\.+$/, "");

function observe(of: World, own: Unit = unit): VersionObservation {
  return {
    destinations: own.destinations.map((destination, index) => {
      const tags = new Map(of.get(destination.repository)); // as it is now: a look is of one moment
      const there = new Set([...tags.values(), ...(index === 0 ? goals : [])]);
      return { ...destination, versions: listedVersions(own, [...tags.keys()]), tags, digests: there };
    }),
  };
}

/** Goals are in the first repository, where they were built. */
const goals = ["D", "D2", "D3", "D9"].map(makeDigest);

function apply(of: World, effect: Effect): void {
  if (effect.kind === "tag") of.get(effect.repository)?.set(effect.tag, effect.digest);
}

/** A run between two of its steps. */
interface Run {
  text: string;
  goal: Digest | undefined;
  own: Unit;
  observed?: VersionObservation;
  fresh: boolean;
  end?: string;
}

const begin = (text: string, goal: string | undefined, own = unit): Run => ({
  text,
  goal: goal === undefined ? undefined : makeDigest(goal),
  own,
  fresh: false,
});

/** One look or one effect; a run ends after a fresh look that finds nothing to do. */
function advance(of: World, run: Run): Run {
  const { text, goal, own, observed } = run;
  const next = observed && versionStep(own, version(text), observed, goal);
  if (observed && next?.kind === "effect") {
    apply(of, next.effect);
    return { ...run, observed: afterVersionEffect(observed, next.effect), fresh: false };
  }
  if (!run.fresh) return { ...run, observed: observe(of, own), fresh: true };
  return { ...run, end: next?.kind ?? "" };
}

function finish(of: World, text: string, goal: string | undefined, own = unit): string {
  let run = begin(text, goal, own);
  while (run.end === undefined) run = advance(of, run);
  return run.end;
}

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
      observed = afterVersionEffect(observed, next.effect);
      next = versionStep(unit, version("1.4.2"), observed, makeDigest("D"));
    }
    expect(effects).toEqual([
      `copy to ${two}`,
      ...[`${one}:1.4.2`, `${two}:1.4.2`],
      ...[`${one}:1.4`, `${one}:1`, `${two}:1.4`, `${two}:1`],
    ]);
  });
});

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
      optional,
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
    expect(versionStep(own, version("1.3.1"), afterVersionEffect(observed, effect), makeDigest("D"))).toEqual({
      kind: "effect",
      effect: { kind: "tag", repository: to, tag: "1", digest: makeDigest("B"), was: makeDigest("D") },
    });
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
      reason: `${repository}:1.4.2 holds ${makeDigest("X")}, and 1.4.2 is ${makeDigest("D")} here: a version tag is never overwritten. Push a new version`,
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

describe("runs that are killed, or run at the same time", () => {
  const before = { "1.4.1": "A", "1.4": "A", "1": "A" };

  test("killed after any of its steps, a version is completed by a re-run, which then writes nothing more", () => {
    for (let kill = 0; ; kill++) {
      const all = world(before, before);
      let run = begin("1.4.2", "D");
      for (let step = 0; step < kill && run.end === undefined; step++) run = advance(all, run);
      expect(finish(all, "1.4.2", all.get(one)?.has("1.4.2") ? undefined : "D")).toBe("done");
      const complete = { "1": "D", "1.4": "D", "1.4.1": "A", "1.4.2": "D" };
      expect(shown(all)).toEqual([complete, complete]);
      const next = versionStep(unit, version("1.4.2"), observe(all));
      expect(next).toEqual({ kind: "done", digest: makeDigest("D") });
      if (run.end !== undefined) break;
    }
  });

  /** Every way in which the steps of these runs can follow one another; `visit` gets the end of each. */
  function interleave(all: World, runs: readonly Run[], visit: (all: World) => void): number {
    const open = runs.filter(({ end }) => end === undefined);
    if (open.length === 0) visit(all);
    const copy = () => new Map([...all].map(([repository, tags]) => [repository, new Map(tags)]));
    const counts = open.map((run) => {
      const after = copy();
      return interleave(
        after,
        runs.map((other) => (other === run ? advance(after, run) : other)),
        visit,
      );
    });
    return open.length === 0 ? 1 : counts.reduce((sum, count) => sum + count, 0);
  }

  const alone = { ...unit, destinations: unit.destinations.slice(0, 1) };
  test.each([
    ["two patches", "1.4.2", "1.4.3", { "1": "D3", "1.4": "D3", "1.4.1": "A", "1.4.2": "D2", "1.4.3": "D3" }],
    ["two lines", "1.4.2", "1.5.0", { "1": "D3", "1.4": "D2", "1.4.1": "A", "1.4.2": "D2", "1.5": "D3", "1.5.0": "D3" }],
    [
      "an older line and a newer",
      "1.3.9",
      "1.4.2",
      { "1": "D3", "1.3": "D2", "1.3.9": "D2", "1.4": "D3", "1.4.1": "A", "1.4.2": "D3" },
    ],
  ])("%s at once, in every order of their steps: each tag ends at the newest version of its line", (_, a, b, after) => {
    const runs = [begin(a, "D2", alone), begin(b, "D3", alone)];
    const ends = new Set<string>();
    const count = interleave(world(before), runs, (all) => ends.add(JSON.stringify(shown(all)[0])));
    expect([...ends]).toEqual([JSON.stringify(after)]);
    expect(count).toBeGreaterThan(100);
  });
});
