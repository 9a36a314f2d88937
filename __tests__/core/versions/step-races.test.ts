import { describe, expect, test } from "@jest/globals";
import { versionStep } from "../../../src/core/versions/version-step.ts";
import { makeDigest } from "../../support/units.ts";
import {
  advance,
  begin,
  finish,
  observe,
  one,
  type Run,
  shown,
  unit,
  version,
  type World,
  world,
} from "../../support/version-worlds.ts";

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
