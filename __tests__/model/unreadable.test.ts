import { expect, test } from "@jest/globals";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { RegistryCall } from "../support/memory-registry.ts";
import { publicationIdOf } from "../support/model-ports.ts";
import { ModelWorld } from "../support/model-world.ts";

/** A GET, and a HEAD. */
type Verb = Extract<RegistryCall["verb"], "manifest" | "resolve">;

/** Refuses some reads, as a limit of pulls does. */
const refusing =
  (isMeant: (call: RegistryCall) => boolean) =>
  (call: RegistryCall): string | undefined =>
    isMeant(call) ? `${call.repository}:${call.reference} was refused: the limit of pulls is reached` : undefined;

/** A rebuild of now, an older run that has not published yet, and a candidate from before both. */
async function rebuilt(): Promise<{ world: ModelWorld; newest: string; older: Plan }> {
  const world = new ModelWorld(["one.example.org/osg", "two.example.org/osg"]);
  await world.push("A");
  world.minute += 10;
  world.candidate("B", 7);
  const older = await world.plan("rebuild");
  world.minute += 60;
  await world.run("rebuild");
  return { world, older, newest: `release-${publicationIdOf(world.minute)}` };
}

test.each<[string, readonly Verb[]]>([
  ["GET, where HEAD and listing work: a limit of pulls", ["manifest"]],
  ["HEAD, where GET works", ["resolve"]],
  ["GET and HEAD", ["manifest", "resolve"]],
])("the newest timestamp tag refuses %s: no older run is published over it, and the run is red", async (_, verbs) => {
  const { world, newest, older } = await rebuilt();
  const [first = ""] = world.repositories;
  const shown = world.digest();
  world.registry.refuse = refusing(
    ({ verb, repository, reference }) => verbs.includes(verb as Verb) && repository === first && reference === newest,
  );
  const { status, reported } = await world.publish(older, world.build(older));
  const expected = verbs.includes("resolve") ? { status: 1, hasErrorBelow: true } : { status: 0, hasErrorBelow: false };
  expect({ status, hasErrorBelow: reported.some((text) => text.includes("could not be asked")) }).toEqual(expected);
  expect(world.digest()).toBe(shown);
  for (const repository of world.repositories) expect(world.digest(repository)).toBe(shown);
});

test.each<[string, readonly Verb[]]>([
  ["GET", ["manifest"]],
  ["GET and HEAD", ["manifest", "resolve"]],
])("the newest timestamp tag refuses %s: no older candidate is promoted over it", async (_, verbs) => {
  const { world, newest } = await rebuilt();
  const [first = ""] = world.repositories;
  const shown = world.digest();
  world.registry.refuse = refusing(
    ({ verb, repository, reference }) => verbs.includes(verb as Verb) && repository === first && reference === newest,
  );
  await expect(world.push("B")).rejects.toThrow("was refused");
  expect(world.digest()).toBe(shown);
});

test.each<[string, Verb]>([
  ["HEAD", "resolve"],
  ["GET", "manifest"],
])("a listed timestamp tag that %s alone denies is not gone", async (_, verb) => {
  const { world, newest, older } = await rebuilt();
  const shown = world.digest();
  world.registry.lacks = (call) => call.verb === verb && call.reference === newest;
  const { status } = await world.publish(older, world.build(older));
  expect(world.digest()).toBe(shown);
  expect(status).toBe(0);
  if (verb === "manifest") await expect(world.push("B")).rejects.toThrow("but not for GET");
  else expect((await world.push("B")).plan.units[0]?.decision).toBe("build");
  if (verb === "manifest") expect(world.digest()).toBe(shown);
});

test("a listed timestamp tag that both deny was removed: the one before is the newest", async () => {
  const { world, newest } = await rebuilt();
  for (const repository of world.repositories) world.registry.removeTag(repository, newest);
  expect((await world.push("A")).status).toBe(0);
  expect(world.shown()).toBe("A");
});

test("a mark of a rollback that cannot be read: the run is red, and nothing moves", async () => {
  const world = new ModelWorld();
  await world.push("A");
  world.minute += 10;
  await world.push("B");
  world.minute += 10;
  await world.rollback();
  await world.resume();
  world.minute += 10;
  const shown = world.digest();
  world.registry.refuse = refusing(({ reference }) => reference.startsWith("rb."));
  await expect(world.push("A")).rejects.toThrow("was refused");
  expect(world.digest()).toBe(shown);
});

test("a timestamp tag that cannot be read keeps a hold's image from being called unpublished", async () => {
  const world = new ModelWorld();
  for (const inputs of ["A", "B", "C"]) {
    await world.push(inputs);
    world.minute += 10;
  }
  await world.rollback({ kind: "timestamp", stamp: { timestamp: publicationIdOf(0) as never, sequence: 0 } });
  const [repository = ""] = world.repositories;
  for (const tag of Object.keys(world.registry.shown(repository)).filter((name) => name.endsWith(publicationIdOf(30))))
    world.registry.removeTag(repository, tag); // killed before its timestamp tag
  world.registry.refuse = refusing(({ reference }) => reference === `release-${publicationIdOf(0)}`);
  const { status, reported } = await world.run("rebuild").catch((error: Error) => ({ status: 1, reported: [error.message] }));
  expect(status).toBe(1);
  expect(reported.join("\n")).not.toContain("has no timestamp tag of this unit");
});
