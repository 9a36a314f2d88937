import { describe, expect, test } from "@jest/globals";
import { ModelWorld } from "../support/model-world.ts";

/** A push that has to be green, and after which the stream is made of the tip. */
async function push(world: ModelWorld, inputs: string): Promise<void> {
  const { status, reported } = await world.push(inputs);
  expect({ status, reported: reported.filter((text) => text !== ""), shown: world.shown() }).toEqual({
    status: 0,
    reported: [],
    shown: inputs,
  });
}

describe.each([
  ["an hour apart", 60],
  ["in one minute", 0],
])("pushes %s", (_, minutes) => {
  test("revert, then land again: the stream shows what landed, and nothing is built twice", async () => {
    const world = new ModelWorld(["one.example.org/osg", "two.example.org/osg"]);
    const digests: Record<string, unknown> = {};
    for (const inputs of ["A", "B", "A", "B", "A", "C", "B"]) {
      await push(world, inputs);
      digests[inputs] ??= world.digest();
      expect(world.digest()).toBe(digests[inputs]);
      world.minute += minutes;
    }
  });

  test("merged, reverted and merged again, with the images of the pull requests", async () => {
    const world = new ModelWorld();
    await push(world, "A");
    world.minute += minutes;
    const digest = world.candidate("B", 1);
    for (const inputs of ["B", "A", "B"]) {
      world.minute += minutes;
      await push(world, inputs);
    }
    expect(world.digest()).toBe(digest);
  });

  test.each([
    ["with a hold", false],
    ["without a hold", true],
  ])("rolled back %s, reverted, resumed, and landed again", async (_hold, noHold) => {
    const world = new ModelWorld();
    for (const inputs of ["A", "B"]) {
      await push(world, inputs);
      world.minute += minutes;
    }
    expect((await world.rollback({ kind: "previous" }, noHold)).status).toBe(0);
    expect(world.shown()).toBe("A");
    world.minute += minutes;
    await push(world, "A");
    if (!noHold) expect((await world.resume()).status).toBe(0);
    expect(world.shown()).toBe("A");
    world.minute += minutes;
    await push(world, "B");
  });

  test("what is rolled back stays so until something else lands, though its hold is lifted", async () => {
    const world = new ModelWorld();
    for (const inputs of ["A", "B"]) {
      await push(world, inputs);
      world.minute += minutes;
    }
    await world.rollback();
    world.minute += minutes;
    await world.resume();
    expect((await world.push("B")).plan.units[0]).toMatchObject({ decision: "leave", reason: "up to date" });
    expect(world.shown()).toBe("A");
    world.minute += minutes;
    await push(world, "C");
  });
});

test("what was rebuilt since is not replaced by an older build of the same inputs: it is built", async () => {
  const world = new ModelWorld();
  await push(world, "A");
  const first = world.digest();
  world.minute += 60;
  await push(world, "B");
  world.minute += 60;
  await world.run("rebuild");
  world.minute += 60;
  await push(world, "A");
  expect(world.digest()).not.toBe(first);
});

test("what is older than candidates may be is built again", async () => {
  const world = new ModelWorld();
  await push(world, "A");
  const first = world.digest();
  world.minute += 8 * 24 * 60;
  await push(world, "B");
  await push(world, "A");
  expect(world.digest()).not.toBe(first);
});

test("what was built on another base image is built again", async () => {
  const world = new ModelWorld();
  await push(world, "A");
  const first = world.digest();
  await push(world, "B");
  world.base++;
  world.candidate("C", 1); // a build resolves the base, and moves its tag
  await push(world, "A");
  expect(world.digest()).not.toBe(first);
});
