/** The repositories of the tests, which start git as seldom as they can, are as git itself would have made them. */
import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { openRepository } from "../../src/adapters/git/repository.ts";
import { makeRepository, removeFolders, TestRepository } from "../support/git.ts";
import { openAgain } from "../support/opened-repository.ts";

afterAll(removeFolders);

const files = { "app/Dockerfile": "FROM busybox\n", "app/version": "1\n", "docs/words.md": "words\n", ".gitignore": "*.log\n" };

test.each<[string, (folder: string, repository: TestRepository) => unknown]>([
  ["nothing", () => {}],
  ["other text of the same length", (folder) => writeFileSync(path.join(folder, "app/version"), "2\n")],
  ["a new file", (folder) => writeFileSync(path.join(folder, "app/new"), "")],
  ["an ignored file", (folder) => writeFileSync(path.join(folder, "app/new.log"), "")],
  ["a removed file", (folder) => rmSync(path.join(folder, "app/version"))],
  ["a renamed folder", (folder) => renameSync(path.join(folder, "docs"), path.join(folder, "words"))],
  ["an executable file", (folder) => chmodSync(path.join(folder, "app/Dockerfile"), 0o755)],
  ["a link", (_, repository) => repository.write({ "app/link": "-> version" })],
  ["a commit", (_, repository) => repository.commit({ "app/version": "3\n" })],
  ["another commit that is checked out", (_, repository) => repository.git("checkout", "--quiet", "--detach", "HEAD^")],
  ["a file in the index", (_, repository) => repository.write({ "app/version": "4\n" }).git("add", "app/version")],
  ["rules of the clone alone", (folder) => writeFileSync(path.join(folder, ".git/info/exclude"), "new\n")],
])("a repository that is opened again sees %s, as one that is opened anew does", async (_, happens) => {
  const made = makeRepository(files);
  made.commit({ "app/version": "5\n" });
  made.git("init", "--quiet"); // with its folder `info`
  made.write({ "app/new": "" });
  for (const occasion of ["first", "altered", "altered, seen before"]) {
    if (occasion === "altered") happens(made.folder, made);
    const [again, anew] = [await openAgain(made.folder), await openRepository(made.folder)];
    expect([await again.head(), await again.changes(), await again.tree(await again.head())]).toEqual([
      await anew.head(),
      await anew.changes(),
      await anew.tree(await anew.head()),
    ]);
  }
});

test("a repository that is opened again asks its remote again", async () => {
  const made = makeRepository(files);
  const origin = new TestRepository(made.publish());
  const first = await (await openAgain(made.folder)).remoteTip("main");
  made.commit({ "app/version": "6\n" });
  made.pushTo(origin, "refs/heads/main");
  expect([first, await (await openAgain(made.folder)).remoteTip("main")]).toEqual([made.git("rev-parse", "HEAD^"), made.head()]);
});

test("what is published, pushed, tagged and checked out without git is whole for git", () => {
  const made = makeRepository(files);
  const origin = new TestRepository(made.publish());
  made.git("checkout", "--quiet", "-b", "other");
  const other = made.commit({ "app/version": "7\n" });
  made.pushTo(origin, "refs/heads/other");
  made.checkOut("main");
  made.tag("v1.0.0", other);
  made.pushTo(origin, "refs/tags/v1.0.0");
  const refs = made.git("ls-remote", "origin", "refs/*").split("\n");
  expect(refs).toEqual([`${made.head()}\trefs/heads/main`, `${other}\trefs/heads/other`, `${other}\trefs/tags/v1.0.0`]);
  expect([made.tip("other"), made.tagged("v1.0.0"), origin.tip("main")]).toEqual([other, other, made.head()]);
  for (const repository of [made, origin]) expect(repository.git("fsck", "--strict", "--no-dangling")).toBe("");
  made.checkOut(made.head());
  expect(made.git("status", "--porcelain=v2", "--branch")).toContain("# branch.head (detached)");
  made.checkOut("main");
  expect(made.git("status", "--porcelain=v2", "--branch")).toMatch(/# branch.head main$/);
  const clone = made.clone();
  clone.git("fetch", "--quiet", `file://${origin.folder}`, other);
  expect(clone.git("show", `${other}:app/version`)).toBe("7");
});

test("a repository of the same files is a copy, with links, modes and nothing to change", () => {
  const same = { ...files, "app/link": "-> version", "app/run": "#!/bin/sh\n" };
  const [first, second] = [makeRepository(same), makeRepository(same)];
  first.commit({ "app/version": "8\n" });
  expect(second.git("status", "--porcelain")).toBe("");
  expect(second.git("ls-files", "-s", "app/link", "app/run")).toMatch(/^120000 .*\n100755 /);
  expect(makeRepository(same).head()).toBe(second.head());
});
