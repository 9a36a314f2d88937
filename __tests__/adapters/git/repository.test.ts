import { chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { codeOf, makeFolder, makeRepository, removeFolders, TestRepository } from "../../support/git.ts";

afterAll(removeFolders);

describe("opening", () => {
  test("the root is found from a folder inside", async () => {
    const made = makeRepository({ "a b/c": "x" });
    expect((await openRepository(join(made.folder, "a b"))).root).toBe(made.folder);
  });

  test("git's own variables, as a hook sets them, do not mislead", async () => {
    const made = makeRepository({ a: "x" });
    const head = made.head();
    const other = makeRepository({ b: "y" });
    process.env["GIT_DIR"] = join(other.folder, ".git");
    try {
      const repository = await openRepository(made.folder);
      expect(await repository.head()).toBe(head);
    } finally {
      delete process.env["GIT_DIR"];
    }
  });

  test("a folder without git, one that does not exist, and a bare repository", async () => {
    const bare = makeRepository({ a: "x" }).publish();
    expect(await codeOf(openRepository(makeFolder()))).toBe("git-not-repository");
    expect(await codeOf(openRepository("/does/not/exist"))).toBe("git-missing");
    expect(await codeOf(openRepository(bare))).toBe("git-not-repository");
  });

  test("another user's work tree: refused with the fix, read when the door trusts it", async () => {
    if (process.getuid?.() !== 0) return; // only root can give files away
    const made = makeRepository({ a: "x" });
    const head = made.head();
    for (const path of [made.folder, join(made.folder, ".git")]) chownSync(path, 4711, 4711);
    const refused = openRepository(made.folder);
    await expect(refused).rejects.toThrow(`git config --global --add safe.directory "${made.folder}"`);
    expect(await codeOf(refused)).toBe("git-owner");
    expect(await (await openRepository(made.folder, { ownedByOthers: true })).head()).toBe(head);
  });

  test("no commit yet", async () => {
    const folder = makeFolder();
    new TestRepository(folder).git("init", "--quiet");
    const repository = await openRepository(folder);
    expect(repository.root).toBe(folder);
    expect(await codeOf(repository.head())).toBe("git-no-commit");
  });

  test("a checked-out commit that is lost", async () => {
    const made = makeRepository({ a: "x" });
    writeFileSync(join(made.folder, ".git/HEAD"), `${"1".repeat(40)}\n`);
    const repository = await openRepository(made.folder);
    expect(repository.root).toBe(made.folder);
    expect(await codeOf(repository.head())).toBe("git-no-commit");
  });

  test("the commit stays that of the beginning, until someone asks anew", async () => {
    const made = makeRepository({ a: "x" });
    const before = made.head();
    const repository = await openRepository(made.folder);
    const after = made.commit({ a: "y" });
    expect(await repository.head()).toBe(before);
    expect(await repository.head(true)).toBe(after);
    expect(await repository.head()).toBe(after);
  });
});

describe("a commit's files", () => {
  const odd = ["with space", 'quote"', "line\nbreak", "tab\t", "é", "日本/ü", "-dash", "back\\slash", "*glob?"];

  test("any name, mode and kind", async () => {
    const files = Object.fromEntries(odd.map((name) => [name, name]));
    const made = makeRepository({ ...files, run: "#!/bin/sh", link: "-> run" });
    const repository = await openRepository(made.folder);
    const tree = await repository.tree(made.head());
    expect(tree.map(({ path }) => path).sort()).toEqual([...odd, "run", "link"].sort());
    expect(tree.find(({ path }) => path === "run")?.mode).toBe("100755");
    expect(tree.find(({ path }) => path === "link")?.mode).toBe("120000");
    for (const name of odd) expect(await repository.read(made.head(), name)).toBe(name);
  });

  test("names that are not UTF-8 stay apart", async () => {
    const made = makeRepository({ a: "x" });
    for (const byte of [0xe9, 0xe8]) writeFileSync(Buffer.concat([Buffer.from(`${made.folder}/n`), Buffer.from([byte])]), "y");
    const repository = await openRepository(made.folder);
    const paths = (await repository.tree(made.commit())).map(({ path }) => path);
    expect(paths).toEqual(["a", "n\udce8", "n\udce9"]);
  });

  test.each([
    ["a file", "dir/a", "text"],
    ["through a link to a file", "link", "text"],
    ["through a link to a folder, and up again", "folder/../folder/a", "text"],
    ["a link that leads out", "out", undefined],
    ["a link to an absolute path", "absolute", undefined],
    ["links in a circle", "circle", undefined],
    ["a folder", "dir", undefined],
    ["nothing", "none", undefined],
  ])("reading %s", async (_, path, expected) => {
    const made = makeRepository({
      "dir/a": "text",
      link: "-> dir/a",
      folder: "-> ./dir",
      out: "-> ../x",
      absolute: "-> /etc/passwd",
      circle: "-> circle",
    });
    expect(await (await openRepository(made.folder)).read(made.head(), path)).toBe(expected);
  });

  test.each(["0".repeat(40), "HEAD", "--output=/tmp/x", ""])("no commit %p", async (id) => {
    const made = makeRepository({ a: "x" });
    const repository = await openRepository(made.folder);
    expect(await codeOf(repository.tree(id))).toBe("git-unknown-commit");
    expect(await codeOf(repository.parent(id, 1))).toBe("git-unknown-commit");
  });

  test("a tree is no commit", async () => {
    const made = makeRepository({ a: "x" });
    const repository = await openRepository(made.folder);
    expect(await codeOf(repository.tree(made.git("rev-parse", "HEAD^{tree}")))).toBe("git-unknown-commit");
  });
});

describe("parents", () => {
  test("first and second of a merge, none of the first commit", async () => {
    const made = makeRepository({ a: "1" });
    const root = made.head();
    made.git("checkout", "--quiet", "-b", "topic");
    const topic = made.commit({ b: "1" });
    made.git("checkout", "--quiet", "main");
    const main = made.commit({ c: "1" });
    made.git("merge", "--quiet", "--no-edit", "topic");
    const repository = await openRepository(made.folder);
    expect(await repository.parent(made.head(), 1)).toBe(main);
    expect(await repository.parent(made.head(), 2)).toBe(topic);
    expect(await repository.parent(made.head(), 3)).toBeUndefined();
    expect(await repository.parent(root, 1)).toBeUndefined();
  });

  test("a shallow clone fetches the parent that it lacks", async () => {
    const made = makeRepository({ a: "1" });
    const parent = made.head();
    made.commit({ a: "2" });
    made.git("config", "uploadpack.allowAnySHA1InWant", "true");
    const repository = await openRepository(made.clone("--depth=1").folder);
    expect(await repository.parent(made.head(), 1)).toBe(parent);
    expect(await repository.read(parent, "a")).toBe("1");
  });

  test("or says how to get it", async () => {
    const made = makeRepository({ a: "1" });
    made.commit({ a: "2" });
    const clone = made.clone("--depth=1");
    clone.git("remote", "set-url", "origin", "/gone");
    const parent = (await openRepository(clone.folder)).parent(clone.head(), 1);
    await expect(parent).rejects.toThrow("fetch-depth: 2");
    expect(await codeOf(parent)).toBe("git-shallow");
  });
});
