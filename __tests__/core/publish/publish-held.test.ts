import { describe, expect, test } from "@jest/globals";
import type { Goal, StreamHold } from "../../../src/core/publish/publish.ts";
import {
  bad,
  broken,
  current,
  first,
  foreign,
  goal,
  good,
  moving,
  newer,
  rollback,
  second,
  stamped,
} from "../../support/held-worlds.ts";
import { everywhere, one, two, unit } from "../../support/two-registries.ts";
import { timestamp } from "../../support/units.ts";
import { run, type World } from "../../support/worlds.ts";

describe("while it is held", () => {
  test("a new image gets its timestamps everywhere, and nothing moves", () => {
    const world = broken();
    run(everywhere, world, { hold: rollback });
    const { effects, end } = run(
      everywhere,
      { ...world, [one]: { tags: world[one]?.tags ?? {}, digests: [newer] } },
      { goal, hold: rollback },
    );
    expect(effects).toEqual([
      `copy to ${two}`,
      "one:25-release-20261123-0617",
      "one:release-20261123-0617",
      "two:25-release-20261123-0617",
      "two:release-20261123-0617",
    ]);
    expect(end).toEqual(current("20261123-0617", newer));
    expect(world[one]?.tags).toMatchObject(moving(good));
  });

  test("a publication and a rollback that were both begun end together", () => {
    const world: World = { ...broken(), [one]: { tags: broken()[one]?.tags ?? {}, digests: [newer] } };
    const { effects, end } = run(everywhere, world, { goal, hold: rollback });
    expect(end).toEqual(current("20261123-0617", newer));
    expect(effects.findLastIndex((effect) => /\d{8}-\d{4}/.test(effect))).toBeLessThan(effects.indexOf("one:25-release"));
    for (const repository of [one, two])
      expect(world[repository]?.tags).toMatchObject({ ...stamped(newer, "20261123-0617"), ...moving(good) });
  });

  describe("a build that was begun before the rollback, and is published after it", () => {
    const early: Goal = { digest: newer, timestamp: timestamp("20261120-0300") };
    const world = (): World => ({ [one]: { tags: broken()[one]?.tags ?? {}, digests: [newer, foreign] } });

    test.each([
      ["once the rollback is through", true],
      ["where the rollback was killed", false],
    ])("gets the next timestamp, %s, so that the stream moves to it once the hold is lifted", (_, done) => {
      const after = world();
      if (done) run(unit, after, { hold: rollback });
      run(unit, after, { goal: early, hold: rollback });
      const tags = { ...stamped(good, "20261120-0301"), ...stamped(newer, "20261120-0301-01"), ...moving(good) };
      expect(after[one]?.tags).toMatchObject(tags);
      expect(Object.keys(after[one]?.tags ?? {}).some((tag) => tag.includes("0300"))).toBe(false);
      expect(run(unit, after, { goal: early, hold: rollback }).effects).toEqual([]);
      expect(run(unit, after)).toMatchObject({ end: { current: { digest: newer } } });
      expect(after[one]?.tags).toMatchObject(moving(newer));
    });

    test("stays what was rolled back where it was published before", () => {
      const after = world();
      run(unit, after, { goal: early });
      run(unit, after, { goal: early, hold: rollback });
      expect(after[one]?.tags).toMatchObject({
        ...stamped(newer, "20261120-0300"),
        ...stamped(good, "20261120-0301"),
        ...moving(good),
      });
      expect(Object.keys(after[one]?.tags ?? {}).some((tag) => tag.endsWith("-01"))).toBe(false);
    });

    test("is not the newest where another one was published since it was begun", () => {
      const after = world();
      run(unit, after, { hold: rollback });
      run(unit, after, { goal: { digest: foreign, timestamp: timestamp("20261120-0400") }, hold: rollback });
      run(unit, after, { goal: early, hold: rollback });
      expect(after[one]?.tags).toMatchObject({ ...stamped(newer, "20261120-0300"), ...moving(good) });
      expect(run(unit, after)).toMatchObject({ end: { current: { digest: foreign } } });
    });
  });

  test("without a digest, whatever is shown stays, in every registry", () => {
    const world: World = { ...broken(), [one]: { tags: { ...broken()[one]?.tags, latest: foreign }, digests: [newer] } };
    const before = structuredClone(world);
    expect(run(everywhere, world, { goal, hold: {} }).effects).toHaveLength(5);
    for (const repository of [one, two]) {
      const tags = world[repository]?.tags ?? {};
      expect(tags).toMatchObject(stamped(newer, "20261123-0617"));
      for (const tag of ["25-release", "latest", "release"]) expect(tags[tag]).toBe(before[repository]?.tags[tag]);
    }
    expect(run(everywhere, world, { hold: {} })).toEqual({ effects: [], end: current("20261123-0617", newer) });
  });

  test("a digest is kept to, published as what it may be: there is no new timestamp", () => {
    const world = broken();
    expect(run(everywhere, world, { hold: { digest: good } }).effects.some((effect) => /\d{8}-\d{4}/.test(effect))).toBe(false);
    expect(world[two]?.tags).toMatchObject(moving(good));
  });

  test("nothing was ever published: nothing happens", () => {
    expect(run(unit, { [one]: { tags: {} } }, { hold: {} })).toEqual({ effects: [], end: { kind: "done" } });
    expect(run(unit, { [one]: { tags: { "25-release": foreign } } }, { hold: { digest: foreign } })).toEqual({
      effects: [],
      end: { kind: "done" },
    });
  });

  test("the first publication leaves a stream that is not there alone", () => {
    const world: World = { [one]: { tags: {}, digests: [newer] } };
    expect(run(unit, world, { goal, hold: {} }).effects).toEqual(["one:25-release-20261123-0617", "one:release-20261123-0617"]);
    expect(run(unit, world).effects).toEqual(["one:25-release", "one:latest", "one:release"]);
  });
});

describe("lifted", () => {
  test("the stream moves to the newest, without a build", () => {
    const world: World = { ...broken(), [one]: { tags: broken()[one]?.tags ?? {}, digests: [newer] } };
    run(everywhere, world, { hold: rollback });
    run(everywhere, world, { goal, hold: rollback });
    expect(run(everywhere, world).effects).toEqual([
      "one:25-release",
      "one:latest",
      "one:release",
      "two:25-release",
      "two:latest",
      "two:release",
    ]);
    expect(world[two]?.tags).toMatchObject(moving(newer));
  });

  test("by itself it does not bring the bad image back", () => {
    const world = broken();
    run(everywhere, world, { hold: rollback });
    expect(run(everywhere, world)).toEqual({ effects: [], end: current("20261120-0301", good) });
  });
});

describe("a stream from before Tagstream that is held", () => {
  const created = timestamp("20240229-2359");
  test.each<[string, StreamHold]>([
    ["at what it shows", {}],
    ["at its digest", { digest: foreign }],
  ])("%s: its image has a timestamp tag before anything is published beside it, and is not lost", (_, hold) => {
    const world: World = { [one]: { tags: { "25-release": foreign }, digests: [newer], created } };
    expect(run(unit, world, { goal, hold }).effects[0]).toBe("one:25-release-20240229-2359");
    expect(world[one]?.tags["25-release"]).toBe(foreign);
    run(unit, world);
    expect(world[one]?.tags).toMatchObject({ "25-release-20240229-2359": foreign, ...moving(newer) });
  });

  test("in one registry of two", () => {
    const world: World = {
      [one]: { tags: { ...stamped(good, first), ...stamped(bad, second), ...moving(bad) } },
      [two]: { tags: { "25-release": foreign }, digests: [good, bad], created },
    };
    expect(run(everywhere, world, { hold: rollback }).end).toEqual(current("20261120-0301", good));
    expect(world[two]?.tags).toMatchObject({ "25-release-20240229-2359": foreign, ...moving(good) });
  });
});
