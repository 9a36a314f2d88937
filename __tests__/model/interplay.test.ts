import { describe, expect, test } from "@jest/globals";
import { publicationIdOf } from "../support/model-ports.ts";
import { ModelWorld } from "../support/model-world.ts";

const [one, two, three] = ["one.example.org/osg", "two.example.org/osg", "three.example.org/osg"] as const;
const run = "4711";

describe("a re-run whose own publication something newer has followed", () => {
  test.each(["publish", "rebuild"] as const)(
    "a rollback to it, without a hold, then a %s: what is built is shown",
    async (intent) => {
      const world = new ModelWorld();
      await world.push("A");
      world.minute += 60;
      world.tip = "B";
      await world.run(intent, { run });
      world.minute += 60;
      await world.push("C");
      world.minute += 60;
      await world.rollback({ kind: "previous" }, true);
      expect(world.shown()).toBe("B");
      world.minute += 60;
      world.tip = "D";
      const { status, plan } = await world.run(intent, { run, attempt: 2 });
      expect({ status, shown: world.shown(), timestamp: plan.timestamp }).toEqual({
        status: 0,
        shown: "D",
        timestamp: publicationIdOf(240),
      });
    },
  );
});

describe("a first registry that is behind by several publications", () => {
  test("and by a rollback: what was rolled back is known, and stays so", async () => {
    const world = new ModelWorld([one, two]);
    await world.push("A");
    const restore = world.registry.snapshot(world.repositories[0]);
    world.minute += 60;
    await world.push("B");
    world.minute += 60;
    await world.rollback();
    await world.resume();
    world.minute += 60;
    restore();
    const { plan, status } = await world.push("B");
    expect({ status, decision: plan.units[0]?.decision }).toEqual({ status: 0, decision: "repair" });
    for (const repository of world.repositories) expect(world.shown(repository)).toBe("A");
  });

  test("while an optional one is down: what the required ones agree on counts all the same", async () => {
    const world = new ModelWorld([one, two, `${three}?`]);
    await world.push("A");
    const restore = world.registry.snapshot(world.repositories[0]);
    world.minute += 60;
    await world.push("B");
    world.minute += 60;
    restore();
    world.registry.refuse = ({ repository }) => (repository === world.repositories[2] ? "it is down" : undefined);
    const { status, plan } = await world.push("B");
    expect({ status, decision: plan.units[0]?.decision }).toEqual({ status: 0, decision: "repair" });
    for (const repository of world.repositories.slice(0, 2)) expect(world.shown(repository)).toBe("B");
  });
});

describe("a rollback without a hold between plan and publish", () => {
  test.each([
    ["of what the plan knew", []],
    ["of what was published meanwhile", ["C"]],
  ])("%s: what was planned comes after it", async (_, meanwhile) => {
    const world = new ModelWorld();
    for (const inputs of ["A", "B"]) {
      await world.push(inputs);
      world.minute += 60;
    }
    world.tip = "D";
    const tip = await world.plan("publish");
    world.minute += 5;
    for (const commit of meanwhile) await world.run("publish", { commit });
    world.minute += 5;
    expect((await world.rollback({ kind: "previous" }, true)).status).toBe(0);
    expect((await world.publish(tip, world.build(tip))).status).toBe(0);
    expect(world.shown()).toBe("D");
  });
});

describe("what names a time that is yet to come", () => {
  test("and was published between plan and publish: nothing follows it, and the run is red", async () => {
    const world = new ModelWorld();
    await world.push("A");
    world.minute += 10;
    world.tip = "B";
    const tip = await world.plan("publish");
    await world.run("publish", { commit: "C", ahead: 180 });
    const { status, reported } = await world.publish(tip, world.build(tip));
    expect({ status, reported: reported.join() }).toEqual({
      status: 1,
      reported: expect.stringContaining(`release-${publicationIdOf(190)} names a time`),
    });
  });
});

describe("what was shown before a plan is published again before it is carried out", () => {
  test("by another commit with a clock that is ahead: the tip wins", async () => {
    const world = new ModelWorld();
    await world.push("A");
    world.minute += 10;
    world.tip = "B";
    const tip = await world.plan("publish");
    await world.run("publish", { commit: "C", ahead: 20 });
    await world.run("publish", { commit: "A", ahead: 30 });
    expect(world.shown()).toBe("A");
    expect((await world.publish(tip, world.build(tip))).status).toBe(0);
    expect(world.shown()).toBe("B");
  });
});
