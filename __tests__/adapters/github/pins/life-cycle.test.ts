import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { HostedRepository } from "../../../support/github/hosted/repository.ts";
import {
  endPinWorlds,
  head,
  manifest,
  newer,
  otherToken,
  type PinWorld,
  pinned,
  pinWorld,
  proposalOn,
  propose,
  firstPage as url,
  withNewer,
  writesOf,
} from "../../../support/pins-on-github.ts";

let world: PinWorld;
afterEach(() => expect(world.github.hosted.faults).toEqual([]));
afterAll(endPinWorlds);

describe("a pull request", () => {
  test("is opened, with one commit on the base's tip", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    expect(await propose(target)).toEqual({ state: "opened", number: 1, url });
    expect(repository.changes(head)).toEqual(["M\tk8s/squid.yaml"]);
    expect(repository.bytes(head, "k8s/squid.yaml").toString()).toBe(pinned);
    const { parents = [], message = "" } = repository.git.commit(repository.tip(head)) ?? {};
    expect(parents).toEqual([repository.tip("main")]);
    expect(message).toMatch(/^Pin frontier-squid\n\nA rebuild\.\n\nTagstream-Pins: [0-9a-f]{40} [0-9a-f]{64}$/);
    expect(repository.pulls).toMatchObject([{ title: "Pin frontier-squid", head, base: "main" }]);
    expect(repository.pulls[0]?.body).toMatch(/^\| unit .*<!-- tagstream-pins f1 -->$/s);
  });

  test("is not touched if it already proposes this", async () => {
    world = await pinWorld();
    const { target } = world;
    await propose(target);
    const writes = await writesOf(world, async () => {
      expect(await propose(target)).toEqual({ state: "unchanged", number: 1, url });
    });
    expect(writes).toEqual([]);
  });

  test("is updated in place", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    expect(await propose(target, withNewer)).toEqual({ state: "updated", number: 1, url });
    expect(repository.bytes(head, "k8s/squid.yaml").toString()).toBe(newer);
    expect(repository.git.commit(repository.tip(head))?.parents).toEqual([repository.tip("main")]);
    expect(repository.pulls).toHaveLength(1);
    expect(repository.pulls[0]).toMatchObject({
      title: "Pin again",
      body: expect.stringContaining("<!-- tagstream-pins f2 -->"),
    });
  });

  test("gets its texts back, without a new commit", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    const before = repository.tip(head);
    Object.assign(repository.pulls[0] ?? {}, { title: "fix" });
    expect(await propose(target)).toMatchObject({ state: "updated" });
    expect(repository.pulls[0]?.title).toBe("Pin frontier-squid");
    expect(repository.tip(head)).toBe(before);
  });

  test("is remade when the base has moved: it never conflicts", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.commit("main", { "k8s/squid.yaml": `# mine\n${manifest}`, other: "1\n" });
    const files = new Map([["k8s/squid.yaml", Buffer.from(`# mine\n${pinned}`)]]);
    expect(await propose(target, { files })).toMatchObject({ state: "updated", number: 1 });
    expect(repository.git.commit(repository.tip(head))?.parents).toEqual([repository.tip("main")]);
    expect(repository.changes(head)).toEqual(["M\tk8s/squid.yaml"]);
    expect(repository.merge(1)).toBeDefined();
    expect(repository.bytes("main", "k8s/squid.yaml").toString()).toBe(`# mine\n${pinned}`);
  });

  test("is remade for the same files, too, and gets no other text", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.commit("main", { other: "1\n" });
    const writes = await writesOf(world, async () => {
      expect(await propose(target)).toMatchObject({ state: "updated", number: 1 });
    });
    expect(repository.git.commit(repository.tip(head))?.parents).toEqual([repository.tip("main")]);
    expect(writes).toEqual(["trees", "commits"].map((kind) => `POST /repos/osg/k8s/git/${kind}`).concat("POST /graphql"));
  });

  test("goes to another base if the configuration names another one", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    repository.commit("stable", {}, { on: [repository.tip("main")] });
    await propose(target);
    expect(await target.propose(proposalOn(await target.tip("stable")))).toMatchObject({ state: "updated", number: 1 });
    expect(repository.pulls).toMatchObject([{ base: "stable" }]);
  });

  test("of a person from the same branch becomes ours: GitHub has one for each branch", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    Object.assign(repository.pulls[0] ?? {}, { body: "by hand", title: "by hand" });
    expect(await propose(target)).toMatchObject({ state: "updated", number: 1 });
    expect(repository.pulls[0]?.body).toContain("<!-- tagstream-pins f1 -->");
  });
});

describe("when nothing is left", () => {
  test("the pull request is closed, and its branch removed", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    expect(await target.withdraw(head)).toEqual({ state: "closed", number: 1, url });
    expect(repository.branches()).toEqual(["main"]);
    expect(repository.open()).toEqual([]);
    expect(repository.pulls[0]?.body).toMatch(/because nothing is left to change\.\s+<!-- tagstream-pins f1 withdrawn -->$/);
    const writes = await writesOf(world, async () => expect(await target.withdraw(head)).toEqual({ state: "none" }));
    expect(writes).toEqual([]);
  });

  test("a pull request that Tagstream closed does not count as declined", async () => {
    world = await pinWorld();
    const { target } = world;
    await propose(target);
    await target.withdraw(head);
    expect(await propose(target)).toMatchObject({ state: "opened", number: 2 });
  });

  test("a branch that a merge left goes", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    await propose(target);
    repository.merge(1);
    expect(await target.withdraw(head)).toEqual({ state: "none" });
    expect(repository.branches()).toEqual(["main"]);
  });

  test("branches that are not Tagstream's own are out of reach", async () => {
    world = await pinWorld();
    const { target } = world;
    for (const branch of ["main", "tagstream/other", "tagstream/pins-a/../main", ""]) {
      await expect(target.withdraw(branch)).rejects.toThrow(TypeError);
      await expect(propose(target, { head: branch })).rejects.toThrow(TypeError);
    }
  });
});

describe("two targets", () => {
  test("in one repository have a pull request each", async () => {
    world = await pinWorld();
    const { repository, target } = world;
    const other = { head: "tagstream/pins-2", files: new Map([["README.md", Buffer.from("pinned\n")]]) };
    expect(await propose(target)).toMatchObject({ state: "opened", number: 1 });
    expect(await propose(target, other)).toMatchObject({ state: "opened", number: 2 });
    expect(await propose(target)).toMatchObject({ state: "unchanged", number: 1 });
    expect(await target.withdraw(other.head)).toMatchObject({ state: "closed", number: 2 });
    expect(repository.open().map(({ number }) => number)).toEqual([1]);
  });

  test("in two repositories have their own tokens", async () => {
    world = await pinWorld();
    const { github, targets, target, environment, masked } = world;
    const charts = new HostedRepository("osg/charts", { "k8s/squid.yaml": manifest });
    github.hosted.repositories.push(charts);
    github.hosted.tokens.set(otherToken, { repositories: ["osg/charts"], contents: "write", pullRequests: "write" });
    environment["CHARTS_TOKEN"] = otherToken;
    expect(await propose(target)).toMatchObject({ state: "opened" });
    expect(await propose(targets.open("osg/charts", "CHARTS_TOKEN"))).toMatchObject({ state: "opened" });
    expect(charts.open()).toHaveLength(1);
    expect(masked).toEqual([otherToken]);
  });
});

test("under a former name, a repository's pull request is found all the same", async () => {
  world = await pinWorld();
  const { repository, target, targets } = world;
  await propose(target);
  Object.assign(repository, { name: "OSG/k8s" });
  Object.assign(world.rights, { repositories: ["OSG/k8s"] });
  expect(await propose(targets.open("osg/k8s"))).toMatchObject({ state: "unchanged", number: 1 });
});
