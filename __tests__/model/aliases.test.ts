import { describe, expect, test } from "@jest/globals";
import { digestsOf as digests, kill, shaOf, shownAs as shown } from "../support/model-aliases.ts";
import { ModelWorld } from "../support/model-world.ts";

const registries = ["one.example.org/osg", "two.example.org/osg"];
const day = 24 * 60;

describe("{sha}: what a commit published", () => {
  const published = async (...inputs: string[]) => {
    const world = new ModelWorld(registries, { aliases: ["sha-{sha}"] });
    for (const text of inputs) {
      expect((await world.push(text)).status).toBe(0);
      world.minute += 60;
    }
    return world;
  };

  test("each publication gets its tag and its mark, everywhere, and the plan names them", async () => {
    const world = await published("A", "B");
    expect([shown(world, shaOf("A")), shown(world, shaOf("B"))]).toEqual([
      ["A", "A"],
      ["B", "B"],
    ]);
    expect(shown(world, `release-20261123-0600.${shaOf("A")}`)).toEqual(["A", "A"]);
    const plan = await world.plan("rebuild");
    expect(plan.units[0]?.tags).toEqual([`release-20261123-0800.${shaOf("B")}`, "release-20261123-0800", "release", shaOf("B")]);
  });

  test("a commit that changes nothing moves nothing, and asks for no repair", async () => {
    const world = await published("A");
    const before = world.registry.shown(world.repositories[0] ?? "");
    expect((await world.push("A")).plan.units[0]?.decision).toBe("leave");
    expect(world.registry.shown(world.repositories[0] ?? "")).toEqual(before);
  });

  test("a promoted image: the tag is of the commit that promotes, not of the one that was built", async () => {
    const world = await published("A");
    world.candidate("B", 7);
    const { plan } = await world.push("B");
    expect(plan.units[0]?.decision).toBe("promote");
    expect(shown(world, shaOf("B"))).toEqual(["B", "B"]);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])("killed before write %d: a run of another commit completes it first", async (writes) => {
    const world = await published("A");
    kill(world, writes);
    await world.push("B");
    world.registry.refuse = () => undefined;
    const isPublished = world.registry.shown(world.repositories[0] ?? "")["release-20261123-0700"] !== undefined;
    world.minute += 60;
    expect((await world.push("C")).status).toBe(0);
    expect(shown(world, shaOf("C"))).toEqual(["C", "C"]);
    expect(shown(world, shaOf("B"))).toEqual(isPublished ? ["B", "B"] : [undefined, undefined]);
    expect(shown(world, shaOf("A"))).toEqual(["A", "A"]);
  });

  test("killed before its tag: a run that builds nothing completes it, too", async () => {
    const world = await published("A");
    world.registry.refuse = ({ verb, reference }) => (verb === "putManifest" && reference === shaOf("B") ? "killed" : undefined);
    expect((await world.push("B")).status).toBe(1);
    world.registry.refuse = () => undefined;
    const { status, plan } = await world.push("B");
    expect({ status, decision: plan.units[0]?.decision }).toEqual({ status: 0, decision: "repair" });
    expect(plan.units[0]?.tags).toEqual(["release", shaOf("B")]);
    expect(shown(world, shaOf("B"))).toEqual(["B", "B"]);
  });

  test("an alias that is new in the configuration waits for the next publication", async () => {
    const world = new ModelWorld(registries);
    await world.push("A");
    world.aliases = ["sha-{sha}"];
    world.minute += 60;
    expect((await world.push("A")).plan.units[0]?.decision).toBe("leave");
    expect((await world.push("B")).status).toBe(0);
    expect([shown(world, shaOf("A")), shown(world, shaOf("B"))]).toEqual([
      [undefined, undefined],
      ["B", "B"],
    ]);
  });

  test("an alias that is gone from the configuration stays where it is", async () => {
    const world = await published("A");
    world.aliases = [];
    expect((await world.push("B")).status).toBe(0);
    expect(shown(world, shaOf("A"))).toEqual(["A", "A"]);
  });

  test("the mark of a lost race, with another image, is no mark", async () => {
    const world = await published("A");
    const [first = ""] = world.repositories;
    const foreign = world.registry.push(first, { foreign: "1" });
    world.registry.setTag(first, "release-20261123-0600.sha-000000000000", foreign);
    expect((await world.push("A")).plan.units[0]?.decision).toBe("leave");
    expect(shown(world, "sha-000000000000")).toEqual([undefined, undefined]);
  });
});

describe("{date}: the newest of a day", () => {
  test("a second publication of the day moves it, one of the next day leaves it", async () => {
    const world = new ModelWorld(registries, { aliases: ["{date}"] });
    await world.push("A");
    world.minute += 60;
    await world.push("B");
    expect(shown(world, "20261123")).toEqual(["B", "B"]);
    world.minute += day;
    await world.push("C");
    expect([shown(world, "20261123"), shown(world, "20261124")]).toEqual([
      ["B", "B"],
      ["C", "C"],
    ]);
  });

  test("it needs no mark", async () => {
    const world = new ModelWorld(registries, { aliases: ["{date}"] });
    await world.push("A");
    expect(Object.keys(world.registry.shown(world.repositories[0] ?? "")).sort()).toEqual([
      "20261123",
      "release",
      "release-20261123-0600",
    ]);
  });
});

describe("{label:…}: what the image says", () => {
  const versions: Record<string, string> = { A: "1.4", B: "1.5", C: "1.4" };
  const label = () => {
    const world = new ModelWorld(registries, { aliases: ["{label:version}"] });
    world.labelOf = (inputs) => versions[inputs];
    return world;
  };

  test("it moves to a new value, and back by a rollback when the texts are equal", async () => {
    const world = label();
    await world.push("A");
    const first = world.digest();
    world.minute += 60;
    const { plan } = await world.push("B");
    expect(plan.units[0]?.tags).toEqual(["release-20261123-0700", "release", "{label:version}"]);
    expect([shown(world, "1.4"), shown(world, "1.5")]).toEqual([
      ["A", "A"],
      ["B", "B"],
    ]);
    world.minute += 60;
    await world.push("C");
    expect([shown(world, "1.4"), shown(world, "1.5")]).toEqual([
      ["C", "C"],
      ["B", "B"],
    ]);
    world.minute += 60;
    expect(
      (await world.rollback({ kind: "timestamp", stamp: { timestamp: "20261123-0600" as never, sequence: 0 } })).status,
    ).toBe(0);
    expect(digests(world, "1.4")).toEqual([first, first]);
    expect(shown(world, "1.5")).toEqual(["B", "B"]);
  });

  test("the plan of a repair reads it from the newest image", async () => {
    const world = label();
    await world.push("A");
    for (const repository of world.repositories) world.registry.removeTag(repository, "1.4");
    const { plan } = await world.push("A");
    expect(plan.units[0]).toMatchObject({ decision: "repair", reason: expect.stringContaining("lacks the tag 1.4") });
    expect(shown(world, "1.4")).toEqual(["A", "A"]);
  });

  test.each([
    ["is missing", undefined, "needs the label version, which the image does not have"],
    ["is empty", "", "needs the label version, which is empty in the image"],
    ["gives no valid tag", "1.4+build", `the invalid tag "1.4+build"`],
    ["ends like a timestamp", "x-20261123-0617", `the invalid tag "x-20261123-0617"`],
    ["begins like a candidate", "rc.1", `the invalid tag "rc.1"`],
    ["is too long", "1".repeat(120), "120 characters"],
  ])("a label that %s fails the unit before any tag", async (_, value, message) => {
    const world = label();
    await world.push("A");
    const before = world.repositories.map((repository) => world.registry.shown(repository));
    world.labelOf = () => value;
    world.minute += 60;
    const { status, reported } = await world.push("B");
    expect(status).toBe(1);
    expect(reported.join("\n")).toContain(message);
    expect(world.repositories.map((repository) => world.registry.shown(repository))).toEqual(before);
  });

  test("an image is read once in a run, and only for a label", async () => {
    const world = label();
    let blobs = 0;
    world.registry.refuse = ({ verb }) => {
      if (verb === "blob") blobs++;
      return undefined;
    };
    await world.push("A");
    expect(blobs).toBe(1);
    world.aliases = ["sha-{sha}", "{date}"];
    world.minute += 60;
    await world.push("B");
    expect(blobs).toBe(1);
  });

  test("an image from before the label is left as it is", async () => {
    const world = new ModelWorld(registries);
    await world.push("A");
    world.aliases = ["{label:version}"];
    expect((await world.push("A")).plan.units[0]?.decision).toBe("leave");
  });
});
