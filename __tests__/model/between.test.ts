import { describe, expect, test } from "@jest/globals";
import { publicationIdOf } from "../support/model-ports.ts";
import { ModelWorld } from "../support/model-world.ts";

/** A world with A published, and a candidate of B from then. */
async function withCandidate(): Promise<ModelWorld> {
  const world = new ModelWorld(["one.example.org/osg", "two.example.org/osg"]);
  await world.push("A");
  world.minute += 10;
  world.candidate("B", 7);
  world.minute += 10;
  return world;
}

describe("between plan and publish", () => {
  test("a rebuild is published: an older candidate does not take its place, and the run says what to do", async () => {
    const world = await withCandidate();
    world.tip = "B";
    const merge = await world.plan("publish");
    expect(merge.units[0]?.decision).toBe("promote");
    const rebuild = await world.run("rebuild", { commit: "A" });
    expect(rebuild.status).toBe(0);
    const shown = world.digest();
    world.minute += 5;
    const late = { ...merge, timestamp: publicationIdOf(world.minute) as typeof merge.timestamp };
    const { status, reported } = await world.publish(late, world.build(late));
    expect({ status, again: reported.join("\n").includes("Re-run all jobs") }).toEqual({ status: 1, again: true });
    expect(world.digest()).toBe(shown);
    expect((await world.push("B")).status).toBe(0); // the same run, started again
    expect(world.shown()).toBe("B");
  });

  test("a rebuild of the same inputs is published: it stays, and the run is green", async () => {
    const world = await withCandidate();
    world.tip = "B";
    const merge = await world.plan("publish");
    await world.run("rebuild", { commit: "B" });
    const shown = world.digest();
    world.minute += 5;
    const late = { ...merge, timestamp: publicationIdOf(world.minute) as typeof merge.timestamp };
    expect((await world.publish(late, world.build(late))).status).toBe(0);
    expect(world.digest()).toBe(shown);
  });

  test("a change is merged during a rebuild: an older image never takes the rebuild's place in a green run", async () => {
    const world = await withCandidate();
    const rebuild = await world.plan("rebuild");
    const records = world.build(rebuild);
    world.minute += 30;
    await world.push("B");
    const { status, reported } = await world.publish(rebuild, records);
    expect({ status, again: reported.join("\n").includes("Re-run all jobs") }).toEqual({ status: 1, again: true });
    expect(world.shown()).toBe("B"); // what is merged is not lost either
    world.minute += 5;
    expect((await world.run("rebuild")).status).toBe(0);
  });

  test("a promotion of the same inputs during a rebuild: the rebuild follows it", async () => {
    const world = await withCandidate();
    world.tip = "B";
    const rebuild = await world.plan("rebuild");
    const records = world.build(rebuild);
    world.minute += 30;
    await world.push("B");
    const { status } = await world.publish(rebuild, records);
    expect({ status, digest: world.digest() }).toEqual({ status: 0, digest: records.get("squid:release")?.digest });
  });

  test("a newer run is published: the older one stays behind it, green", async () => {
    const world = await withCandidate();
    const older = await world.plan("rebuild");
    world.minute += 30;
    await world.run("rebuild");
    const shown = world.digest();
    expect((await world.publish(older, world.build(older))).status).toBe(0);
    expect(world.digest()).toBe(shown);
  });
});

describe("clocks that differ", () => {
  test.each([1, 30, 59])("another machine's was %d minutes ahead: the next publication comes after it", async (ahead) => {
    const world = new ModelWorld();
    expect((await world.push("A", { ahead })).status).toBe(0);
    world.minute += 1;
    const { status, plan } = await world.push("B");
    expect({ status, shown: world.shown(), timestamp: plan.timestamp }).toEqual({
      status: 0,
      shown: "B",
      timestamp: publicationIdOf(Math.max(ahead, 1)),
    });
    expect((await world.rollback()).status).toBe(0);
    expect(world.shown()).toBe("A");
  });

  test("a rebuild after one that was ahead", async () => {
    const world = new ModelWorld();
    await world.push("A", { ahead: 40 });
    world.minute += 2;
    const { status } = await world.run("rebuild");
    expect({ status, tags: Object.keys(world.registry.shown(world.repositories[0] ?? "")) }).toEqual({
      status: 0,
      tags: ["release", `release-${publicationIdOf(40)}`, `release-${publicationIdOf(40)}-01`],
    });
    expect(world.digest()).toBe(world.registry.shown(world.repositories[0] ?? "")[`release-${publicationIdOf(40)}-01`]);
  });

  test("two hours ahead is a fault: red, with what to do", async () => {
    const world = new ModelWorld();
    await world.push("A", { ahead: 120 });
    const { status, reported } = await world.push("B");
    expect({ status, reported: reported.join("\n") }).toEqual({
      status: 1,
      reported: expect.stringContaining("Remove that tag"),
    });
  });

  test("published by another commit with a clock that is ahead, after this was planned: the tip wins", async () => {
    const world = new ModelWorld();
    await world.push("A");
    world.minute += 10;
    world.tip = "C";
    const tip = await world.plan("publish");
    const earlier = await world.plan("publish", { commit: "B", ahead: 30 });
    await world.publish(earlier, world.build(earlier), { ahead: 30 });
    expect(world.shown()).toBe("B");
    expect((await world.publish(tip, world.build(tip))).status).toBe(0);
    expect(world.shown()).toBe("C");
  });
});

describe("a re-run", () => {
  test("takes over no timestamp for what was built later: one can go back from it", async () => {
    const world = new ModelWorld();
    await world.push("A");
    world.minute += 60;
    world.tip = "B";
    const run = "4711";
    await world.run("publish", { run }); // its first attempt
    world.minute += 10;
    world.candidate("C", 9);
    world.minute += 10;
    const { plan, status } = await world.push("C", { run, attempt: 2 });
    expect({ status, decision: plan.units[0]?.decision, timestamp: plan.timestamp }).toEqual({
      status: 0,
      decision: "promote",
      timestamp: publicationIdOf(80),
    });
    expect((await world.rollback()).status).toBe(0);
    expect(world.shown()).toBe("B");
  });

  test.each(["publish", "rebuild"] as const)("of a %s for another tip publishes that", async (intent) => {
    const world = new ModelWorld();
    const run = "4711";
    await world.run(intent, { run });
    world.minute += 10;
    world.tip = "B";
    const { status } = await world.run(intent, { run, attempt: 2 });
    expect({ status, shown: world.shown() }).toEqual({ status: 0, shown: "B" });
  });

  test("of a run that has published everything does nothing", async () => {
    const world = new ModelWorld();
    await world.run("rebuild", { run: "4711" });
    const tags = world.registry.shown(world.repositories[0] ?? "");
    world.minute += 10;
    await world.run("rebuild", { run: "4711", attempt: 2 });
    expect(world.registry.shown(world.repositories[0] ?? "")).toEqual(tags);
  });
});
