import { describe, expect, test } from "@jest/globals";
import { after } from "../../../src/core/publish/progress.ts";
import { type Goal, type StreamHold, step } from "../../../src/core/publish/publish.ts";
import {
  bad,
  broken,
  current,
  foreign,
  goal,
  good,
  moving,
  newer,
  rollback,
  second,
  stamped,
} from "../../support/held-worlds.ts";

import { everywhere, one, two } from "../../support/two-registries.ts";
import { timestamp } from "../../support/units.ts";
import { applyTo, observe, run, type World } from "../../support/worlds.ts";

const tagsOf = (world: World) => Object.fromEntries([one, two].map((repository) => [repository, world[repository]?.tags]));

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
