import { describe, expect, test } from "@jest/globals";
import { digestsOf as digests, kill, shaOf, shownAs as shown } from "../support/model-aliases.ts";
import { ModelWorld } from "../support/model-world.ts";

const registries = ["one.example.org/osg", "two.example.org/osg"];

describe("under a hold the publication that the stream shows counts", () => {
  test("a rollback gives what it goes back to, and a publication during its hold moves nothing until the hold ends", async () => {
    const world = new ModelWorld(registries, { aliases: ["sha-{sha}", "v{label:version}"] });
    world.labelOf = () => "1";
    await world.push("A");
    const first = world.digest();
    world.minute += 60;
    await world.push("B");
    world.minute += 60;
    await world.rollback();
    expect(digests(world, "v1")).toEqual([first, first]);
    expect(shown(world, `release-20261123-0800.${shaOf("A")}`)).toEqual(["A", "A"]);
    world.minute += 60;
    expect((await world.push("C")).status).toBe(0);
    expect([shown(world, "release"), shown(world, "v1"), shown(world, shaOf("C"))]).toEqual([
      ["A", "A"],
      ["A", "A"],
      [undefined, undefined],
    ]);
    expect((await world.resume()).status).toBe(0);
    expect([shown(world, "release"), shown(world, "v1"), shown(world, shaOf("C"))]).toEqual([
      ["C", "C"],
      ["C", "C"],
      ["C", "C"],
    ]);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "a rollback that is killed before write %d: the next run completes it",
    async (writes) => {
      const world = new ModelWorld(registries, { aliases: ["sha-{sha}", "v{label:version}"] });
      world.labelOf = () => "1";
      await world.push("A");
      world.minute += 60;
      await world.push("B");
      world.minute += 60;
      kill(world, writes);
      await world.rollback();
      world.registry.refuse = () => undefined;
      await world.run("publish");
      expect([shown(world, "release"), shown(world, "v1"), shown(world, shaOf("A")), shown(world, shaOf("B"))]).toEqual([
        ["A", "A"],
        ["A", "A"],
        ["A", "A"],
        ["B", "B"],
      ]);
      expect(shown(world, `release-20261123-0800.${shaOf("A")}`)).toEqual(["A", "A"]);
    },
  );
});
