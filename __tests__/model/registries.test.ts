import { describe, expect, test } from "@jest/globals";
import { publicationIdOf } from "../support/model-ports.ts";
import { ModelWorld } from "../support/model-world.ts";

const [one, two, three] = ["one.example.org/osg", "two.example.org/osg", "three.example.org/osg"] as const;

describe("a tag that was planted in an optional registry", () => {
  const planted = async (stamp: string) => {
    const world = new ModelWorld([one, `${two}?`]);
    await world.push("A");
    world.minute += 60;
    await world.push("B");
    world.minute += 60;
    const [first = "", second = ""] = world.repositories;
    const evil = world.registry.push(second, { "io.github.tagstream.built": stamp });
    world.registry.setTag(second, `release-${stamp}`, evil);
    return { world, first, second, evil };
  };

  test.each([
    ["older than everything", publicationIdOf(-60)],
    ["between two publications", publicationIdOf(30)],
    ["newer than everything", publicationIdOf(90)],
  ])("%s: nothing goes back to it", async (_, stamp) => {
    const { world, first, second, evil } = await planted(stamp);
    const { reported } = await world.rollback({ kind: "timestamp", stamp: { timestamp: stamp as never, sequence: 0 } });
    expect(reported.join("\n")).toContain("has no image under");
    expect((await world.rollback({ kind: "digest", prefix: evil })).reported.join("\n")).toContain("has no image sha256:");
    await world.rollback();
    for (const repository of [first, second]) {
      const tags = world.registry.shown(repository);
      expect(Object.entries(tags).filter(([tag, digest]) => digest === evil && tag !== `release-${stamp}`)).toEqual([]);
    }
    expect(world.shown(first)).toBe("A");
  });

  test("newer than everything: it is copied nowhere, its registry is left as it is, and a warning says so", async () => {
    const { world, first, second, evil } = await planted(publicationIdOf(90));
    const before = world.registry.shown(second);
    const { status, reported } = await world.push("B");
    expect(status).toBe(0);
    expect(world.registry.shown(second)).toEqual(before);
    expect(Object.values(world.registry.shown(first))).not.toContain(evil);
    world.registry.setTag(first, "release", world.candidate("C", 3)); // something to put right
    const repaired = await world.push("B");
    expect(repaired.reported.join("\n")).toContain(`newer than every publication in ${first}`);
    expect(world.shown(first)).toBe("B");
    expect(reported).not.toContain("problem");
  });

  test("in the hour to come: the next publication goes on as if it were not there", async () => {
    const { world, first, second, evil } = await planted(publicationIdOf(150));
    expect((await world.push("C")).status).toBe(0);
    expect(world.shown(first)).toBe("C");
    expect(world.registry.shown(first)).toHaveProperty([`release-${publicationIdOf(120)}`]);
    expect(world.registry.shown(second)["release"]).not.toBe(evil);
  });

  test("that a hold names: it is no publication", async () => {
    const { world, first, evil } = await planted(publicationIdOf(30));
    await world.rollback();
    world.holdAt(evil);
    const { status } = await world.push("B");
    expect(status).toBe(1);
    expect(world.digest(first)).not.toBe(evil);
  });
});

describe("a first registry that is behind", () => {
  const world = async (registries: readonly string[] = [one, two]) => {
    const made = new ModelWorld(registries);
    await made.push("A");
    const restore = made.registry.snapshot(made.repositories[0]);
    made.minute += 60;
    await made.push("B");
    made.minute += 60;
    return { made, restore };
  };

  test("restored from a backup: it gets what the others have, and no stream goes back", async () => {
    const { made, restore } = await world();
    restore();
    expect(made.shown()).toBe("A");
    const { status, plan } = await made.push("B");
    expect({ status, decision: plan.units[0]?.decision }).toEqual({ status: 0, decision: "repair" });
    for (const repository of made.repositories) expect(made.shown(repository)).toBe("B");
  });

  test("restored from a backup, and nothing lands: any publication completes it", async () => {
    const { made, restore } = await world();
    const plan = await made.plan("publish");
    restore();
    const repair = { ...plan, units: plan.units.map((unit) => ({ ...unit, decision: "repair" as const })) };
    expect((await made.publish(repair, new Map())).status).toBe(0);
    for (const repository of made.repositories) expect(made.shown(repository)).toBe("B");
    expect(made.registry.shown(made.repositories[0] ?? "")).toHaveProperty([`release-${publicationIdOf(60)}`]);
  });

  test.each<[string, string[]]>([
    ["reordered", [two, one]],
    ["a new one, first", [three, one, two]],
  ])("%s: it gets what the others have", async (_, registries) => {
    const { made } = await world();
    const { status } = await made.push("B", { registries });
    expect(status).toBe(0);
    for (const registry of registries) expect(made.shown(`${registry}/squid`)).toBe("B");
  });

  test("the others do not agree: the run is red, names both remedies, and no stream goes back", async () => {
    const made = new ModelWorld([one, two, three]);
    await made.push("A");
    const restores = [0, 2].map((index) => made.registry.snapshot(made.repositories[index]));
    made.minute += 60;
    await made.push("B");
    for (const restore of restores) restore();
    made.minute += 60;
    const shown = made.repositories.map((repository) => made.shown(repository));
    const { status, reported } = await made.push("A");
    expect(status).toBe(1);
    expect(reported.join("\n")).toMatch(/restored from a backup.*Copy release-20261123-0700/);
    expect(made.repositories.map((repository) => made.shown(repository))).toEqual(shown);
    expect((await made.push("C")).status).toBe(0);
    for (const repository of made.repositories) expect(made.shown(repository)).toBe("C");
  });

  test("a mirror that was optional became the first, and lacks a rollback: it gets the rollback, with its mark", async () => {
    const made = new ModelWorld([one, two]);
    for (const inputs of ["A", "B"]) {
      await made.push(inputs);
      made.minute += 60;
    }
    const restore = made.registry.snapshot(made.repositories[0]);
    await made.rollback();
    await made.resume();
    restore();
    made.minute += 60;
    await made.push("B");
    expect(made.registry.shown(made.repositories[0] ?? "")).toHaveProperty([`rb.release-${publicationIdOf(120)}`]);
    for (const repository of made.repositories) expect(made.shown(repository)).toBe("A");
  });
});
