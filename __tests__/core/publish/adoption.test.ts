import { describe, expect, test } from "@jest/globals";
import type { Timestamp } from "../../../src/core/lib/time/timestamp.ts";
import { foreign, goal, newDigest, oldDigest, run, today } from "../../support/publications.ts";
import { everywhere, one, two, unit } from "../../support/two-registries.ts";
import { timestamp } from "../../support/units.ts";
import type { World } from "../../support/worlds.ts";

describe("a stream tag from before Tagstream", () => {
  const before = timestamp("20240229-2359");

  test("keeps its image, under a timestamp tag of its creation time, before the stream first moves", () => {
    const world: World = { [one]: { tags: { "25-release": foreign }, digests: [newDigest], created: before } };
    const { effects } = run(unit, world, goal);
    expect(effects[0]).toBe("one:25-release-20240229-2359");
    expect(world[one]?.tags).toMatchObject({ "25-release-20240229-2359": foreign, "25-release": newDigest });
  });

  test.each<[string, Timestamp | undefined, string]>([
    ["does not say when it was made", undefined, "25-release-20261123-0616"],
    ["says that it was made in the goal's minute", today, "25-release-20261123-0616"],
    ["says that it was made later", timestamp("20300101-0000"), "25-release-20261123-0616"],
  ])("an image that %s never counts as the newest", (_, created, tag) => {
    const world: World = {
      [one]: { tags: { "25-release": foreign }, digests: [newDigest], ...(created ? { created } : {}) },
    };
    const { end } = run(unit, world, goal);
    expect(world[one]?.tags[tag]).toBe(foreign);
    expect(end).toEqual({ kind: "done", current: { stamp: { timestamp: today, sequence: 0 }, digest: newDigest } });
  });

  test("registries that show different images keep each its own, under tags that differ", () => {
    const world: World = {
      [one]: { tags: { "25-release": foreign }, digests: [newDigest], created: before },
      [two]: { tags: { "25-release": oldDigest }, created: before },
    };
    expect(run(everywhere, world, goal).end?.kind).toBe("done");
    expect(world[one]?.tags["25-release-20240229-2359"]).toBe(foreign);
    expect(world[two]?.tags["25-release-20240229-2359-01"]).toBe(oldDigest);
    expect(world[two]?.tags["25-release"]).toBe(newDigest);
  });

  test("nothing happens to it while nothing is published", () => {
    const world: World = { [one]: { tags: { "25-release": foreign }, created: before } };
    expect(run(unit, world)).toEqual({ effects: [], end: { kind: "done" } });
  });

  test("one that shows what is being published needs no other tag", () => {
    const world: World = { [one]: { tags: { "25-release": newDigest }, created: before } };
    const { effects } = run(unit, world, goal);
    expect(effects).not.toContain("one:25-release-20240229-2359");
  });

  test("killed after any effect, nothing of it is lost", () => {
    const start = (): World => ({
      [one]: { tags: { "25-release": foreign }, digests: [newDigest], created: before },
      [two]: { tags: { "25-release": oldDigest }, created: timestamp("20250101-0000") },
    });
    const total = run(everywhere, start(), goal).effects.length;
    for (let killed = 0; killed <= total; killed++) {
      const world = start();
      run(everywhere, world, goal, killed);
      expect(run(everywhere, world, goal).end?.kind).toBe("done");
      expect(Object.values(world[one]?.tags ?? {})).toContain(foreign);
      expect(Object.values(world[two]?.tags ?? {})).toContain(oldDigest);
      expect([world[one]?.tags["25-release"], world[two]?.tags["25-release"]]).toEqual([newDigest, newDigest]);
    }
  });
});
