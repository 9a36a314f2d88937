import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../src/core/digest.ts";
import { after, type Goal, provenHold, type StreamHold, step } from "../../src/core/publish.ts";
import type { Unit } from "../../src/core/unit.ts";
import { makeStamp } from "../support/holds.ts";
import { makeDigest, makeUnit, timestamp } from "../support/units.ts";
import { applyTo, observe, run, type World } from "../support/worlds.ts";

const [good, bad, newer, foreign] = [makeDigest("good"), makeDigest("bad"), makeDigest("newer"), makeDigest("foreign")];
const one = "one.example.org/osg/squid";
const two = "two.example.org/osg/squid";
const unit = makeUnit("squid:25-release", {
  aliases: [
    { tag: "latest", timestamps: false },
    { tag: "release", timestamps: true },
  ],
});
const everywhere: Unit = { ...unit, destinations: [one, two].map((repository) => ({ repository, required: true })) };
const optional: Unit = { ...unit, destinations: [one, two].map((repository) => ({ repository, required: repository === one })) };
const [first, second] = ["20261109-0617", "20261116-0617"];
const night = makeStamp("20261120-0301");
const goal: Goal = { digest: newer, timestamp: timestamp("20261123-0617") };
const rollback: StreamHold = { digest: good, stamp: night };

const stamped = (digest: Digest, at: string): Record<string, Digest> => ({
  [`25-release-${at}`]: digest,
  [`release-${at}`]: digest,
});
const moving = (digest: Digest): Record<string, Digest> => ({ "25-release": digest, latest: digest, release: digest });
/** The good image, then the bad one, which the stream shows. */
const broken = (): World => ({
  [one]: { tags: { ...stamped(good, first), ...stamped(bad, second), ...moving(bad) } },
  [two]: { tags: { ...stamped(good, first), ...stamped(bad, second), ...moving(bad) } },
});
const current = (at: string, digest: Digest) => ({ kind: "done", current: { stamp: makeStamp(at), digest } });
const tagsOf = (world: World) => Object.fromEntries([one, two].map((repository) => [repository, world[repository]?.tags]));

describe("a rollback", () => {
  test("its timestamps in all registries, then streams and aliases", () => {
    const { effects, end } = run(everywhere, broken(), { hold: rollback });
    expect(effects).toEqual([
      "one:25-release-20261120-0301",
      "one:release-20261120-0301",
      "two:25-release-20261120-0301",
      "two:release-20261120-0301",
      "one:25-release",
      "one:latest",
      "one:release",
      "two:25-release",
      "two:latest",
      "two:release",
    ]);
    expect(end).toEqual(current("20261120-0301", good));
  });

  test.each([
    ["the second", two, one],
    ["the first", one, two],
  ])("a digest that %s registry lacks is brought there from the other", (_, lacking, having) => {
    const world = broken();
    world[lacking] = { tags: { ...stamped(bad, second), ...moving(bad) } };
    const next = step(everywhere, observe(everywhere, world, { hold: rollback }), undefined, rollback);
    expect(next).toEqual({ kind: "effect", effect: { kind: "copy", digest: good, from: having, to: lacking } });
    expect(run(everywhere, world, { hold: rollback }).end).toEqual(current("20261120-0301", good));
    expect([world[one]?.tags, world[two]?.tags]).toEqual([
      expect.objectContaining(moving(good)),
      expect.objectContaining(moving(good)),
    ]);
  });

  test.each<[string, StreamHold]>([
    ["of a rollback", rollback],
    ["of a hold alone", { digest: good }],
  ])("a digest %s that no registry has under a timestamp: nobody has tested it, and nothing is written", (_, hold) => {
    const tags = { ...stamped(bad, second), ...moving(bad) };
    const world: World = { [one]: { tags: { ...tags }, digests: [good] }, [two]: { tags: { ...tags } } };
    expect(run(everywhere, world, { hold })).toEqual({ effects: [], end: current(second, bad) });
    expect(provenHold(unit, observe(everywhere, world, { hold }), hold)).toEqual({});
  });

  test("a required registry that is down: nothing moves in the other either", () => {
    const world = { ...broken(), [two]: { tags: {}, failure: "timed out" } };
    expect(run(everywhere, world, { hold: rollback })).toEqual({
      effects: [],
      end: { kind: "blocked", reason: expect.stringContaining("timed out") },
    });
    expect(run(optional, world, { hold: rollback }).end).toEqual(current("20261120-0301", good));
  });

  test("a minute that another digest has taken: the next sequence, and it stays that", () => {
    const world = broken();
    Object.assign(world[two]?.tags ?? {}, { "release-20261120-0301": foreign });
    expect(run(everywhere, world, { hold: rollback }).end).toEqual(current("20261120-0301-01", good));
    expect(world[two]?.tags["release-20261120-0301"]).toBe(foreign);
    expect(run(everywhere, world, { hold: rollback })).toEqual({ effects: [], end: current("20261120-0301-01", good) });
  });

  test("a sequence that it begins with", () => {
    const world = broken();
    const hold = { digest: good, stamp: makeStamp("20261116-0617-01") };
    expect(run(everywhere, world, { hold }).end).toEqual(current("20261116-0617-01", good));
    expect(world[one]?.tags[`25-release-${second}`]).toBe(bad);
  });

  test("no sequence left: blocked, and it says so", () => {
    const world = broken();
    const hold = { digest: good, stamp: { ...night, sequence: 99 } };
    Object.assign(world[one]?.tags ?? {}, { "25-release-20261120-0301-99": foreign });
    expect(run(unit, world, { hold })).toEqual({
      effects: [],
      end: { kind: "blocked", reason: expect.stringContaining("20261120-0301") },
    });
  });

  test("a second one, further back, while the first holds", () => {
    const world: World = { [one]: { tags: { ...stamped(foreign, "20261102-0617"), ...broken()[one]?.tags } } };
    run(unit, world, { hold: rollback });
    const hold = { digest: foreign, stamp: makeStamp("20261120-0415") };
    expect(run(unit, world, { hold }).end).toEqual(current("20261120-0415", foreign));
    expect(world[one]?.tags).toMatchObject(moving(foreign));
  });

  test("a stream that was moved by hand comes back", () => {
    const world = broken();
    run(everywhere, world, { hold: rollback });
    Object.assign(world[two]?.tags ?? {}, { latest: foreign, "25-release": bad });
    expect(run(everywhere, world, { hold: rollback }).effects).toEqual(["two:25-release", "two:latest"]);
  });
});

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

describe("killed after any effect", () => {
  const scenarios: [string, World, Goal | undefined, StreamHold][] = [
    ["a rollback", broken(), undefined, rollback],
    [
      "a rollback to what one registry lacks",
      { ...broken(), [two]: { tags: { ...stamped(bad, second), ...moving(bad) } } },
      undefined,
      rollback,
    ],
    [
      "a rollback in a taken minute",
      { ...broken(), [one]: { tags: { ...broken()[one]?.tags, "release-20261120-0301": foreign } } },
      undefined,
      rollback,
    ],
    ["a hold at another digest", broken(), undefined, { digest: good }],
    [
      "a publication while held",
      { ...broken(), [one]: { tags: broken()[one]?.tags ?? {}, digests: [newer] } },
      goal,
      { digest: bad },
    ],
    [
      "a publication into a rollback",
      { ...broken(), [one]: { tags: broken()[one]?.tags ?? {}, digests: [newer] } },
      goal,
      rollback,
    ],
  ];

  test.each(scenarios)("%s: any later run ends in the same state, with the hold alone", (_, start, wanted, hold) => {
    const order = { hold, ...(wanted ? { goal: wanted } : {}) };
    const whole = structuredClone(start);
    const total = run(everywhere, whole, order).effects.length;
    expect(total).toBeGreaterThan(0);
    const without = structuredClone(start);
    run(everywhere, without, { hold });
    for (let killed = 0; killed <= total; killed++) {
      const world = structuredClone(start);
      run(everywhere, world, order, killed);
      const published = wanted === undefined || world[one]?.tags["25-release-20261123-0617"] === newer;
      expect(run(everywhere, world, { hold }).end?.kind).toBe("done");
      const expected = tagsOf(published ? whole : without);
      expect(tagsOf(world)).toEqual(expected);
    }
  });

  test("a first publication beside a stream from before Tagstream: its images stay shown, and none is lost", () => {
    const start: World = {
      [one]: { tags: { "25-release": foreign }, digests: [newer] },
      [two]: { tags: { "25-release": bad }, created: timestamp("20240229-2359") },
    };
    const total = run(everywhere, structuredClone(start), { goal, hold: {} }).effects.length;
    for (let killed = 0; killed <= total; killed++) {
      const world = structuredClone(start);
      run(everywhere, world, { goal, hold: {} }, killed);
      run(everywhere, world, { hold: {} });
      expect([world[one]?.tags["25-release"], world[two]?.tags["25-release"]]).toEqual([foreign, bad]);
      expect(run(everywhere, world, { goal }).end).toEqual(current("20261123-0617", newer));
      for (const [repository, image] of [
        [one, foreign],
        [two, bad],
      ] as const) {
        const { tags = {} } = world[repository] ?? {};
        expect(tags).toMatchObject(moving(newer));
        expect(Object.values(tags)).toContain(image);
      }
    }
  });

  test.each(scenarios)("%s: what was confirmed need not be asked for again, from any state between", (_, start, wanted, hold) => {
    const order = { hold, ...(wanted ? { goal: wanted } : {}) };
    const whole = structuredClone(start);
    const total = run(everywhere, whole, order).effects.length;
    for (let from = 0; from < total; from++) {
      const world = structuredClone(start);
      run(everywhere, world, order, from);
      let observed = observe(everywhere, world, order);
      for (let n = from; n < total; n++) {
        const next = step(everywhere, observed, wanted, hold);
        if (next.kind !== "effect") throw new Error(`${next.kind} after ${n} of ${total}`);
        applyTo(world, next.effect);
        observed = after(observed, next.effect);
      }
      expect(step(everywhere, observed, wanted, hold).kind).toBe("done");
      expect(tagsOf(world)).toEqual(tagsOf(whole));
    }
  });
});
