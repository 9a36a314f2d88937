import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { codeOf, makeFolder, makeRepository, removeFolders, type TestRepository } from "../../support/git.ts";

afterAll(removeFolders);

describe("a work tree of its own", () => {
  const workTrees = (made: TestRepository) => made.git("worktree", "list").split("\n").length;

  test("at a commit that is here, and gone afterwards; the checkout stays as it is", async () => {
    const made = makeRepository({ a: "1" });
    const first = made.head();
    made.commit({ a: "2" });
    made.write({ a: "edited" });
    const repository = await openRepository(made.folder);
    const other = await repository.checkout(first);
    expect(readFileSync(join(other.root, "a"), "utf8")).toBe("1");
    expect([await other.head(), await other.changes()]).toEqual([first, []]);
    await other.dispose();
    await other.dispose();
    expect([existsSync(other.root), workTrees(made), readFileSync(join(made.folder, "a"), "utf8")]).toEqual([false, 1, "edited"]);
  });

  test.each([
    ["shallow", ["--depth=1"]],
    ["full", []],
  ])("at a tip that a %s clone does not have", async (_, options) => {
    const made = makeRepository({ a: "1" });
    made.commit({ a: "2" });
    const clone = made.clone(...options);
    const known = clone.git("rev-list", "--count", "HEAD");
    const tip = made.commit({ a: "3" });
    const other = await (await openRepository(clone.folder)).checkout(tip);
    expect(readFileSync(join(other.root, "a"), "utf8")).toBe("3");
    await other.dispose();
    expect(clone.git("rev-list", "--count", "HEAD")).toBe(known);
    expect(clone.git("rev-parse", "--is-shallow-repository")).toBe(String(options.length > 0));
  });

  test("at a commit that is nowhere", async () => {
    const made = makeRepository({ a: "1" });
    made.publish();
    const repository = await openRepository(made.folder);
    expect(await codeOf(repository.checkout("1".repeat(40)))).toBe("git-remote");
    expect(await codeOf(repository.checkout("main"))).toBe("git-unknown-commit");
    expect(workTrees(made)).toBe(1);
  });

  test("with its submodules, where the checkout has them", async () => {
    const part = makeRepository({ p: "1" });
    const made = makeRepository({ a: "1" });
    made.git("submodule", "--quiet", "add", `file://${part.folder}`, "part");
    const tip = made.commit();
    const settings = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "protocol.file.allow", GIT_CONFIG_VALUE_0: "always" };
    Object.assign(process.env, settings);
    try {
      const other = await (await openRepository(made.folder)).checkout(tip);
      expect(readFileSync(join(other.root, "part/p"), "utf8")).toBe("1");
      expect(await other.changes()).toEqual([]);
      await other.dispose();
      expect([existsSync(other.root), workTrees(made)]).toEqual([false, 1]);
      const bare = await (await openRepository(made.clone().folder)).checkout(tip);
      expect(readdirSync(join(bare.root, "part"))).toEqual([]);
      await bare.dispose();
    } finally {
      for (const name of Object.keys(settings)) delete process.env[name];
    }
  });

  test("of a killed run is removed by the next; that of a living one, and of the user, stay", async () => {
    const made = makeRepository({ a: "1" });
    const repository = await openRepository(made.folder);
    const living = await repository.checkout(made.head());
    const dead = living.root.replace(`.${process.pid}.`, ".4194999."); // above the largest process id
    made.git("worktree", "add", "--quiet", "--detach", dead);
    made.git("worktree", "add", "--quiet", "--detach", join(makeFolder(), "users"));
    const next = await repository.checkout(made.head());
    expect([existsSync(dead), existsSync(living.root), workTrees(made)]).toEqual([false, true, 4]);
    await Promise.all([living.dispose(), next.dispose()]);
    expect(workTrees(made)).toBe(2);
  });

  test("in RUNNER_TEMP, where there is one", async () => {
    const made = makeRepository({ a: "1" });
    const repository = await openRepository(made.folder);
    const folder = join(makeFolder(), "temp");
    const before = process.env["RUNNER_TEMP"];
    mkdirSync(folder);
    process.env["RUNNER_TEMP"] = folder;
    try {
      const other = await repository.checkout(made.head());
      expect(other.root.startsWith(folder)).toBe(true);
      await other.dispose();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["RUNNER_TEMP"];
      else process.env["RUNNER_TEMP"] = before;
    }
    const plain = await repository.checkout(made.head());
    expect(plain.root.startsWith(before ?? tmpdir())).toBe(true);
    await plain.dispose();
  });
});
