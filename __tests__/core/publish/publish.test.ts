import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { after } from "../../../src/core/publish/progress.ts";
import { isContested, step } from "../../../src/core/publish/publish.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { foreign, goal, newDigest, oldDigest, run, today } from "../../support/publications.ts";
import { everywhere, one, two, unit } from "../../support/two-registries.ts";
import { timestamp } from "../../support/units.ts";
import { applyTo, observe, type World } from "../../support/worlds.ts";

const monday = timestamp("20261116-0617");

const published = (digest: Digest, at: string): Record<string, Digest> => ({
  [`25-release-${at}`]: digest,
  [`release-${at}`]: digest,
  "25-release": digest,
  latest: digest,
  release: digest,
});

describe("the order of effects", () => {
  test("a first publication: timestamps, then stream, then aliases", () => {
    const { effects, end } = run(unit, { [one]: { tags: {}, digests: [newDigest] } }, goal);
    expect(effects).toEqual([
      "one:25-release-20261123-0617",
      "one:release-20261123-0617",
      "one:25-release",
      "one:latest",
      "one:release",
    ]);
    expect(end).toEqual({ kind: "done", current: { stamp: { timestamp: today, sequence: 0 }, digest: newDigest } });
  });

  test("two registries: the digest everywhere, then timestamps everywhere, then the streams", () => {
    const { effects } = run(
      everywhere,
      { [one]: { tags: published(oldDigest, monday), digests: [newDigest] }, [two]: { tags: published(oldDigest, monday) } },
      goal,
    );
    expect(effects).toEqual([
      `copy to ${two}`,
      "one:25-release-20261123-0617",
      "one:release-20261123-0617",
      "two:25-release-20261123-0617",
      "two:release-20261123-0617",
      "one:25-release",
      "one:latest",
      "one:release",
      "two:25-release",
      "two:latest",
      "two:release",
    ]);
  });
});

describe("a digest that none of the unit's registries has", () => {
  const dev = "dev.example.org/team/squid";
  const earlier = () => ({ [one]: { tags: published(oldDigest, monday) }, [two]: { tags: published(oldDigest, monday) } });

  test("is copied from where candidates are, then from registry to registry", () => {
    const first = step(everywhere, observe(everywhere, earlier()), { ...goal, from: dev });
    expect(first).toEqual({ kind: "effect", effect: { kind: "copy", digest: newDigest, from: dev, to: one } });
    const half = { ...earlier(), [one]: { tags: published(oldDigest, monday), digests: [newDigest] } };
    const second = step(everywhere, observe(everywhere, half), { ...goal, from: dev });
    expect(second).toEqual({ kind: "effect", effect: { kind: "copy", digest: newDigest, from: one, to: two } });
  });

  test("is copied, too, if a rollback came in between", () => {
    const back = { digest: oldDigest, stamp: { timestamp: timestamp("20261124-0617"), sequence: 0 } };
    const { effects } = run(everywhere, earlier(), { ...goal, from: dev });
    expect(effects.slice(0, 2)).toEqual([`copy to ${one}`, `copy to ${two}`]);
    const held = step(everywhere, observe(everywhere, earlier()), { ...goal, from: dev }, back);
    expect(held).toEqual({ kind: "effect", effect: { kind: "copy", digest: newDigest, from: dev, to: one } });
  });

  test("and that is nowhere else blocks", () => {
    expect(step(everywhere, observe(everywhere, earlier()), goal)).toMatchObject({ kind: "blocked" });
  });
});

describe("the one rule", () => {
  test.each<[string, World[string]["tags"], string[]]>([
    ["holds", published(oldDigest, monday), []],
    ["a missing alias", { ...published(oldDigest, monday), latest: undefined as never }, ["one:latest"]],
    ["a moved stream", { ...published(oldDigest, monday), "25-release": foreign }, ["one:25-release"]],
    [
      "a killed publication",
      { ...published(oldDigest, monday), "25-release-20261123-0617": newDigest },
      ["one:release-20261123-0617", "one:25-release", "one:latest", "one:release"],
    ],
    ["nothing was published", {}, []],
  ])("without a goal: %s", (_, tags, expected) => {
    const world = { [one]: { tags: Object.fromEntries(Object.entries(tags).filter(([, digest]) => digest)) } };
    expect(run(unit, world).effects).toEqual(expected);
  });

  test("an older publication gets its timestamp tags, and the stream stays at the newest", () => {
    const world = { [one]: { tags: published(newDigest, today), digests: [oldDigest] } };
    const { effects, end } = run(unit, world, { digest: oldDigest, timestamp: monday });
    expect(effects).toEqual(["one:25-release-20261116-0617", "one:release-20261116-0617"]);
    expect(end).toEqual({ kind: "done", current: { stamp: { timestamp: today, sequence: 0 }, digest: newDigest } });
  });
});

describe("a timestamp tag is never overwritten", () => {
  test.each<[string, World, string]>([
    [
      "taken in the only registry",
      { [one]: { tags: { "25-release-20261123-0617": foreign }, digests: [newDigest] } },
      "25-release-20261123-0617-01",
    ],
    [
      "taken for an alias alone",
      { [one]: { tags: { "release-20261123-0617": foreign }, digests: [newDigest] } },
      "25-release-20261123-0617-01",
    ],
    ["already ours", { [one]: { tags: { "25-release-20261123-0617": newDigest } } }, "25-release-20261123-0617"],
    [
      "first taken, second ours",
      { [one]: { tags: { "25-release-20261123-0617": foreign, "25-release-20261123-0617-01": newDigest } } },
      "25-release-20261123-0617-01",
    ],
  ])("%s", (_, world, tag) => {
    const before = structuredClone(world);
    const { end } = run(unit, world, goal);
    expect(end?.kind).toBe("done");
    expect(world[one]?.tags[tag]).toBe(newDigest);
    expect(world[one]?.tags["25-release"]).toBe(newDigest);
    for (const [name, digest] of Object.entries(before[one]?.tags ?? {})) {
      if (/\d{8}-\d{4}/.test(name)) expect(world[one]?.tags[name]).toBe(digest);
    }
  });

  test("the sequence is free in every required registry, and the same in all", () => {
    const world: World = { [one]: { tags: {}, digests: [newDigest] }, [two]: { tags: { "25-release-20261123-0617": foreign } } };
    run(everywhere, world, goal);
    expect(world[one]?.tags["25-release-20261123-0617-01"]).toBe(newDigest);
    expect(world[two]?.tags["25-release-20261123-0617-01"]).toBe(newDigest);
    expect(world[one]?.tags["25-release-20261123-0617"]).toBeUndefined();
  });

  test("a hundred publications in one minute are too many, and it says so", () => {
    const tags = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`25-release-20261123-0617${n ? `-${String(n).padStart(2, "0")}` : ""}`, foreign]),
    );
    expect(run(unit, { [one]: { tags, digests: [newDigest] } }, goal).end).toMatchObject({
      kind: "blocked",
      reason: expect.stringContaining("20261123-0617"),
    });
  });
});

describe("blocked", () => {
  test.each<[string, Unit, World, string]>([
    ["the digest is gone", unit, { [one]: { tags: {} } }, "no longer has"],
    ["the first registry is down", unit, { [one]: { tags: {}, failure: "connection refused" } }, "connection refused"],
    [
      "a required registry is down",
      everywhere,
      { [one]: { tags: {}, digests: [newDigest] }, [two]: { tags: {}, failure: "timed out" } },
      "timed out",
    ],
  ])("%s: nothing is written", (_, of, world, reason) => {
    expect(run(of, world, goal)).toEqual({ effects: [], end: { kind: "blocked", reason: expect.stringContaining(reason) } });
  });

  test("an optional registry that is down holds nothing up", () => {
    const optional: Unit = {
      ...everywhere,
      destinations: everywhere.destinations.map((d) => ({ ...d, required: d.repository === one })),
    };
    const world: World = { [one]: { tags: {}, digests: [newDigest] }, [two]: { tags: {}, failure: "timed out" } };
    expect(run(optional, world, goal).end?.kind).toBe("done");
    expect(world[one]?.tags["25-release"]).toBe(newDigest);
  });
});

test("an alias that was another unit's moves, though its timestamp stays what it was", () => {
  const taken: World = {
    [one]: { tags: { ...published(oldDigest, monday), release: foreign, "release-20261116-0617": foreign } },
  };
  const { end } = run(unit, taken);
  expect(end).toMatchObject({ kind: "done", current: { digest: oldDigest } });
  expect(taken[one]?.tags).toMatchObject({ release: oldDigest, "release-20261116-0617": foreign });
});

test("an optional registry that contradicts the others is left out; a required one blocks", () => {
  const contradicted: World = {
    [one]: { tags: published(oldDigest, monday) },
    [two]: { tags: { "25-release-20261116-0617": foreign } },
  };
  const optional: Unit = {
    ...everywhere,
    destinations: everywhere.destinations.map((d) => ({ ...d, required: d.repository === one })),
  };
  contradicted[two] = { tags: contradicted[two]?.tags ?? {}, digests: [oldDigest] };
  expect(run(optional, structuredClone(contradicted)).end).toMatchObject({ kind: "leave-out", repository: two });
  expect(run(everywhere, structuredClone(contradicted)).end).toMatchObject({ kind: "blocked" });
});

test("killed after any effect, the next publish of anything completes it and changes nothing else", () => {
  const start = (): World => ({
    [one]: { tags: published(oldDigest, monday), digests: [newDigest] },
    [two]: { tags: published(oldDigest, monday) },
  });
  const whole = start();
  const total = run(everywhere, whole, goal).effects.length;
  for (let killed = 0; killed <= total; killed++) {
    const world = start();
    run(everywhere, world, goal, killed);
    const stamped = world[one]?.tags["25-release-20261123-0617"] === newDigest;
    expect(run(everywhere, world).end?.kind).toBe("done");
    const expected = stamped ? whole : start();
    for (const repository of [one, two]) expect(world[repository]?.tags).toEqual(expected[repository]?.tags);
  }
});

test("what was confirmed need not be asked for again: the same end with `after` alone", () => {
  const world: World = { [one]: { tags: published(oldDigest, monday), digests: [newDigest] }, [two]: { tags: {} } };
  let observed = observe(everywhere, world, { goal });
  for (let next = step(everywhere, observed, goal); next.kind === "effect"; next = step(everywhere, observed, goal)) {
    applyTo(world, next.effect);
    observed = after(observed, next.effect);
  }
  expect(step(everywhere, observe(everywhere, world, { goal }), goal)).toMatchObject({
    kind: "done",
    current: { digest: newDigest },
  });
});

test.each<[string, Record<string, Digest>, boolean]>([
  ["nothing", {}, false],
  ["another digest", { "25-release-20261123-0617": foreign }, true],
  ["another digest and ours", { "25-release-20261123-0617": foreign, "25-release-20261123-0617-01": newDigest }, false],
  ["another minute's", { "25-release-20261116-0617": foreign }, false],
])("a minute that has %s: contested is %s", (_, tags, expected) => {
  expect(isContested(unit, observe(unit, { [one]: { tags } }, { goal }), goal)).toBe(expected);
});
