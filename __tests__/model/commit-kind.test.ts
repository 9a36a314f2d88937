import { beforeAll, expect, jest, test } from "@jest/globals";
import type { TagKind } from "../../src/core/tags/kind.ts";
import { commitOf } from "../support/model-ports.ts";
import type { ModelWorld } from "../support/model-world.ts";

/** A kind as a contributor may add it: a tag that shows the newest image of a commit. No shipped kind needs a commit yet. */
const commitKind: TagKind = {
  name: "commit",
  words: "a commit tag",
  summaryWords: "also as",
  writtenFor: "publish",
  mutability: "moves",
  shows: "publication",
  isReported: true,
  extraLength: "-sha-1234567".length,
  needsCommit: true,
  print: ({ streamTag }, { commit }) => (commit === undefined ? [] : [`${streamTag}-sha-${commit.slice(0, 7)}`]),
  parse: (text, { streamTag }) => {
    const commit = text.startsWith(`${streamTag}-sha-`) ? text.slice(`${streamTag}-sha-`.length) : "";
    return /^[a-f0-9]{7}$/.test(commit) ? { commit } : undefined;
  },
  clash: (text) => (/-sha-[a-f0-9]{7}$/.test(text) ? "a tag that ends like a commit could not be told from one" : undefined),
};

const [one, two] = ["one.example.org/osg", "two.example.org/osg"] as const;
let World: typeof ModelWorld;

beforeAll(async () => {
  const list = await import("../../src/core/tags/list.ts");
  jest.unstable_mockModule("../../src/core/tags/list.ts", () => ({ ...list, commitKind }));
  ({ ModelWorld: World } = await import("../support/model-world.ts"));
});

const tagOf = (inputs: string): string => `release-sha-${commitOf(inputs).slice(0, 7)}`;

function shownBy(world: ModelWorld, inputs: string): (string | undefined)[] {
  return world.repositories.map((repository) => world.madeOf(repository, tagOf(inputs)));
}

test("each publication gets it, in every registry, and the plan names it", async () => {
  const world = new World([one, two]);
  const { status, plan } = await world.push("A");
  expect({ status, tags: plan.units[0]?.tags }).toEqual({
    status: 0,
    tags: ["release-20261123-0600", tagOf("A"), "release"],
  });
  expect(shownBy(world, "A")).toEqual(["A", "A"]);
});

test("a rebuild of the same commit moves it; another commit leaves it", async () => {
  const world = new World([one, two]);
  await world.push("A");
  const first = world.registry.shown(world.repositories[0] ?? "")[tagOf("A")];
  world.minute += 60;
  await world.run("rebuild");
  const second = world.registry.shown(world.repositories[0] ?? "")[tagOf("A")];
  expect(second).toBe(world.digest());
  expect(second).not.toBe(first);
  world.minute += 60;
  await world.push("B");
  expect(world.registry.shown(world.repositories[0] ?? "")[tagOf("A")]).toBe(second);
  expect(shownBy(world, "B")).toEqual(["B", "B"]);
});

test("the next run completes it, of whatever commit: the publication carries its own", async () => {
  const world = new World([one, two]);
  await world.push("A");
  for (const repository of world.repositories) world.registry.removeTag(repository, tagOf("A"));
  const plan = await world.plan("publish");
  expect(plan.units[0]).toMatchObject({ decision: "repair", reason: expect.stringContaining(`lacks the tag ${tagOf("A")}`) });
  expect((await world.publish(plan, world.build(plan))).status).toBe(0);
  expect(shownBy(world, "A")).toEqual(["A", "A"]);
});

test("a run that is killed before it writes the tag: the next one writes it", async () => {
  const world = new World([one, two]);
  world.registry.refuse = ({ verb, reference }) => (verb === "putManifest" && reference === tagOf("A") ? "killed" : undefined);
  expect((await world.push("A")).status).toBe(1);
  expect(shownBy(world, "A")).toEqual([undefined, undefined]);
  world.registry.refuse = () => undefined;
  expect((await world.push("A")).status).toBe(0);
  expect(shownBy(world, "A")).toEqual(["A", "A"]);
});

test("a rollback gives it back to the older image of the same commit, and a hold does not keep it from a newer one", async () => {
  const world = new World([one, two]);
  await world.push("A");
  const first = world.digest();
  world.minute += 60;
  await world.run("rebuild");
  world.minute += 60;
  await world.rollback();
  expect(world.registry.shown(world.repositories[1] ?? "")[tagOf("A")]).toBe(first);
  world.minute += 60;
  await world.push("B");
  expect(world.isHeld).toBe(true);
  expect(world.shown()).toBe("A");
  expect(shownBy(world, "B")).toEqual(["B", "B"]);
});

test("a registry that does not tell an image's commit blocks the unit: its tag is not known", async () => {
  const world = new World([one, two]);
  await world.push("A");
  const digest = world.digest();
  world.registry.refuse = ({ verb, repository, reference }) =>
    verb === "manifest" && repository === world.repositories[0] && reference === digest ? "it is down" : undefined;
  await expect(world.run("publish")).rejects.toThrow("it is down");
});
