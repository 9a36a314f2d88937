import { afterAll, afterEach, expect, test } from "@jest/globals";
import {
  endPinWorlds,
  firstPage,
  manifest,
  type PinWorld,
  pinned,
  pinWorld,
  propose,
  writesOf,
} from "../../../support/pins-on-github.ts";

let world: PinWorld;
afterEach(() => expect(world.github.hosted.faults).toEqual([]));
afterAll(endPinWorlds);

const auto = { merge: "auto" } as const;

test("GitHub is asked once to merge when the checks pass", async () => {
  world = await pinWorld();
  const { repository, target } = world;
  repository.checks = "pending";
  expect(await propose(target, auto)).toMatchObject({ state: "opened", autoMerge: "on" });
  expect(repository.pulls[0]?.autoMerge).toBe("SQUASH");
  const writes = await writesOf(world, async () => {
    expect(await propose(target, auto)).toMatchObject({ state: "unchanged", autoMerge: "on" });
  });
  expect(writes).toEqual([]);
});

test("an entry that leaves it to people from now on ends that, once", async () => {
  world = await pinWorld();
  const { repository, target } = world;
  repository.checks = "pending";
  await propose(target, auto);
  expect(await propose(target)).toEqual({ state: "unchanged", number: 1, url: firstPage });
  expect(repository.pulls[0]?.autoMerge).toBeUndefined();
  expect(await writesOf(world, () => propose(target))).toEqual([]);
});

test("what a person switched on stays on, and is said", async () => {
  world = await pinWorld();
  const { repository, target } = world;
  await propose(target);
  Object.assign(repository.pulls[0] ?? {}, { autoMerge: "MERGE", autoMergeBy: "User" });
  const writes = await writesOf(world, async () => {
    expect(await propose(target)).toMatchObject({ state: "unchanged", autoMerge: "on" });
  });
  expect([writes, repository.pulls[0]?.autoMerge]).toEqual([[], "MERGE"]);
});

test("if GitHub does not end it, the run says so", async () => {
  world = await pinWorld();
  const { repository, target, github } = world;
  repository.checks = "pending";
  await propose(target, auto);
  const body = { data: null, errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }] };
  github.onRequest = (line) => (line.startsWith("POST /graphql") ? { status: 200, body } : undefined);
  await expect(propose(target)).rejects.toMatchObject({
    problems: [
      { code: "github-denied", message: expect.stringContaining("to end the auto-merge of pull request #1 of osg/k8s") },
    ],
  });
});

test("with nothing to wait for, it is merged at once", async () => {
  world = await pinWorld();
  const { repository, target } = world;
  expect(await propose(target, auto)).toMatchObject({ state: "opened", number: 1, autoMerge: "merged" });
  expect(repository.bytes("main", "k8s/squid.yaml").toString()).toBe(pinned);
  expect(await target.withdraw("tagstream/pins-1a2b3c4d")).toEqual({ state: "none" });
  expect(repository.branches()).toEqual(["main"]);
});

test.each([
  [["merge"], "merge"],
  [["rebase"], "rebase"],
  [["merge", "rebase"], "merge"],
  [["squash", "merge"], "squash"],
])("of the methods %j it takes %s", async (methods, expected) => {
  world = await pinWorld();
  const { repository, target } = world;
  Object.assign(repository, { methods, checks: "pending" });
  expect(await propose(target, auto)).toMatchObject({ autoMerge: "on" });
  expect(repository.pulls[0]?.autoMerge).toBe(expected.toUpperCase());
  Object.assign(repository, { checks: "none" });
  const anew = { ...auto, head: "tagstream/pins-2" };
  expect(await propose(target, anew)).toMatchObject({ autoMerge: "merged" });
});

test("a branch with a merge queue gets it through the queue", async () => {
  world = await pinWorld();
  const { repository, target } = world;
  repository.mergeQueue = true;
  expect(await propose(target, auto)).toMatchObject({ state: "opened", autoMerge: "on" });
  expect(repository.pulls).toMatchObject([{ queued: true, state: "open" }]);
  expect(await propose(target, auto)).toMatchObject({ state: "unchanged", autoMerge: "on" });
});

test.each([
  ["a setting", { allowsAutoMerge: false }, "Allow it in its settings, under General, Pull Requests"],
  ["checks that are not required", { checks: "unstable" }, "Require the checks in the branch's rules"],
] as const)("%s in the way is said, and the pull request stays", async (_, settings, remedy) => {
  world = await pinWorld();
  const { repository, target } = world;
  Object.assign(repository, settings);
  const expected = { autoMerge: { refused: expect.stringContaining(remedy) } };
  expect(await propose(target, auto)).toMatchObject({ state: "opened", ...expected });
  expect(await propose(target, auto)).toMatchObject({ state: "unchanged", ...expected });
  expect(repository.open()).toHaveLength(1);
});

test.each([
  ["Pull request Protected branch rules not configured for this branch", "Protect it"],
  ["Pull request Pull request is a draft", "Mark it as ready"],
  ["Something new\nof GitHub", "Something new of GitHub"],
])("GitHub's refusal %j is said", async (message, said) => {
  world = await pinWorld();
  const { target, github } = world;
  const body = { data: null, errors: [{ type: "UNPROCESSABLE", message }] };
  github.onRequest = (line) => (line.startsWith("POST /graphql") ? { status: 200, body } : undefined);
  expect(await propose(target, auto)).toMatchObject({ autoMerge: { refused: expect.stringContaining(said) } });
});

test("a pull request that cannot be merged at once is said", async () => {
  world = await pinWorld();
  const { target, github } = world;
  const body = { message: "At least 1 approving review is required by reviewers with write access.", status: "405" };
  github.onRequest = (line) => (line.startsWith("PUT ") ? { status: 405, body } : undefined);
  expect(await propose(target, auto)).toMatchObject({ autoMerge: { refused: expect.stringContaining("approving review") } });
});

test("what somebody pushes in that moment is not merged", async () => {
  world = await pinWorld();
  const { repository, target, github } = world;
  github.onRequest = (line) => {
    if (line.startsWith("PUT ")) repository.commit("tagstream/pins-1a2b3c4d", { evil: "1\n" });
    return undefined;
  };
  expect(await propose(target, auto)).toMatchObject({ autoMerge: { refused: expect.stringContaining("modified") } });
  expect(repository.bytes("main", "k8s/squid.yaml").toString()).toBe(manifest);
  expect(repository.open()).toHaveLength(1);
});

test("a token without the right is named", async () => {
  world = await pinWorld();
  const { target, github } = world;
  const body = { data: null, errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }] };
  github.onRequest = (line) => (line.startsWith("POST /graphql") ? { status: 200, body } : undefined);
  expect(await propose(target, auto)).toMatchObject({ autoMerge: { refused: expect.stringContaining("contents: write") } });
});
