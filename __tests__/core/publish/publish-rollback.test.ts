import { describe, expect, test } from "@jest/globals";
import { provenHold, type StreamHold, step } from "../../../src/core/publish/publish.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { bad, broken, current, foreign, good, moving, night, rollback, second, stamped } from "../../support/held-worlds.ts";
import { makePublicationId } from "../../support/holds.ts";
import { everywhere, one, two, unit } from "../../support/two-registries.ts";
import { observe, run, type World } from "../../support/worlds.ts";

const optional: Unit = { ...unit, destinations: [one, two].map((repository) => ({ repository, required: repository === one })) };

describe("a rollback", () => {
  test("its marks in all registries, then its timestamps, then streams and aliases", () => {
    const { effects, end } = run(everywhere, broken(), { hold: rollback });
    expect(effects).toEqual([
      "one:rb.25-release-20261120-0301",
      "two:rb.25-release-20261120-0301",
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
    const hold = { digest: good, stamp: makePublicationId("20261116-0617-01") };
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
    const hold = { digest: foreign, stamp: makePublicationId("20261120-0415") };
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
