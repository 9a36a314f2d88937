import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import type { HostedRepository } from "../../../support/github/hosted/repository.ts";
import {
  endPinWorlds,
  head,
  type PinWorld,
  pinWorld,
  propose,
  firstPage as url,
  withNewer,
  writesOf,
} from "../../../support/pins-on-github.ts";

let world: PinWorld;
afterEach(() => expect(world.github.hosted.faults).toEqual([]));
afterAll(endPinWorlds);

describe("after a pull request", () => {
  test("that was merged, a new one takes its branch", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.merge(1);
    expect(await propose(target, withNewer)).toMatchObject({ state: "opened", number: 2 });
    expect(repository.git.commit(repository.tip(head))?.parents).toEqual([repository.tip("main")]);
  });

  test("that was merged with a person's commit, too", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.commit(head, { other: "1\n" });
    repository.merge(1);
    expect(await propose(target, withNewer)).toMatchObject({ state: "opened", number: 2 });
  });

  test("that a person closed, the same is not proposed again, and something else is", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.close(1);
    const writes = await writesOf(world, async () => {
      expect(await propose(target)).toEqual({ state: "declined", number: 1, url });
    });
    expect(writes).toEqual([]);
    expect(await propose(target, withNewer)).toMatchObject({ state: "opened", number: 2 });
    repository.close(2);
    expect(await propose(target)).toMatchObject({ state: "declined", number: 1 });
    expect(await propose(target, withNewer)).toMatchObject({ state: "declined", number: 2 });
  });

  test("that a person changed and closed, GitHub keeps what they did with it", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.commit(head, { other: "1\n" });
    repository.close(1);
    expect(await propose(target)).toMatchObject({ state: "declined", number: 1 });
    expect(await propose(target, withNewer)).toMatchObject({ state: "opened", number: 2 });
  });

  test("that a person closed and worked on, the branch is theirs", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.close(1);
    repository.commit(head, { other: "1\n" });
    expect(await propose(target, withNewer)).toEqual({ state: "edited" });
  });

  test("that a person declined, a merge ends that: the files are others now", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.close(1);
    await propose(target, withNewer);
    repository.merge(2);
    expect(await propose(target)).toMatchObject({ state: "opened", number: 3 });
  });

  test("that a person closed and whose branch a person removed, the same is not proposed either", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.removeBranch(head);
    expect(await propose(target)).toMatchObject({ state: "declined", number: 1 });
    expect(repository.branches()).toEqual(["main"]);
  });
});

test("a person's pull request from the same branch to another base is theirs", async () => {
  world = await pinWorld();
  const { repository, target } = world;
  await propose(target);
  repository.commit("stable", {}, { on: [repository.tip("main")] });
  repository.pulls.push({ number: 2, state: "open", title: "To stable", body: "", head, base: "stable", merged: false });
  expect(await propose(target, withNewer)).toMatchObject({ state: "updated", number: 1 });
  expect(repository.pulls[1]).toMatchObject({ title: "To stable", base: "stable", state: "open" });
});

describe("a branch that a person changed stays as it is", () => {
  const edits: [string, (repository: HostedRepository) => void][] = [
    ["added a commit", (repository) => repository.commit(head, { other: "1\n" })],
    [
      "amended it",
      (repository) => {
        const { message = "" } = repository.git.commit(repository.tip(head)) ?? {};
        repository.commit(head, { "k8s/squid.yaml": "image: mine\n" }, { on: [repository.tip("main")], message });
      },
    ],
    ["pushed another one", (repository) => repository.commit(head, { a: "1\n" }, { on: [repository.tip("main")] })],
    [
      "merged the base",
      (repository) => {
        const base = repository.commit("main", { other: "1\n" });
        repository.commit(head, { other: "1\n" }, { on: [repository.tip(head), base] });
      },
    ],
  ];
  test.each(edits)("%s", async (_, edit) => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    edit(repository);
    const before = repository.tip(head);
    const writes = await writesOf(world, async () => {
      expect(await propose(target, withNewer)).toEqual({ state: "edited", number: 1, url });
      expect(await target.withdraw(head)).toEqual({ state: "edited", number: 1, url });
    });
    expect(writes).toEqual([]);
    expect(repository.tip(head)).toBe(before);
    expect(repository.open()).toHaveLength(1);
  });

  test("without a pull request, too", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    repository.commit(head, { other: "1\n" }, { on: [repository.tip("main")] });
    expect(await propose(target)).toEqual({ state: "edited" });
    expect(await target.withdraw(head)).toEqual({ state: "edited" });
    expect(repository.branches()).toEqual(["main", head]);
  });

  test("also in the moment before Tagstream moves it", async () => {
    world = await pinWorld();
    const { repository, target, github } = world;
    await propose(target);
    let mine = "";
    github.onRequest = (line) => {
      if (line.startsWith("POST /graphql") && mine === "") mine = repository.commit(head, { other: "1\n" });
      return undefined;
    };
    expect(await propose(target, withNewer)).toMatchObject({ state: "edited" });
    expect(repository.tip(head)).toBe(mine);
  });
});
