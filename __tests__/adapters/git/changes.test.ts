import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { makeRepository, removeFolders, TestRepository } from "../../support/git.ts";

afterAll(removeFolders);

describe("what the commit does not account for", () => {
  const changesIn = async (made: TestRepository) =>
    Object.fromEntries((await (await openRepository(made.folder)).changes()).map(({ path, kind }) => [path, kind]));

  test("every kind of change, with any name", async () => {
    const made = makeRepository({
      ".gitignore": "*.log\nnode_modules/\nbuild/\n",
      same: "1",
      "edited é": "1",
      gone: "1",
      staged: "1",
      "from\nhere": "long enough to be seen as the same file\n",
      mode: "1",
      "tracked/a": "1",
    });
    made.write({
      "edited é": "2",
      staged: "2",
      "new file": "1",
      "new folder/deep/x": "1",
      "deep/x.log": "1",
      "tracked/b\n": "1",
    });
    made.write({ "node_modules/m/index.js": "1", "tracked/build/out": "1", added: "1" });
    rmSync(join(made.folder, "gone"));
    made.git("add", "staged", "added");
    made.git("mv", "from\nhere", "to\nthere");
    execFileSync("chmod", ["+x", join(made.folder, "mode")]);
    expect(await changesIn(made)).toEqual({
      "edited é": "modified",
      staged: "modified",
      mode: "modified",
      gone: "missing",
      "from\nhere": "missing",
      "to\nthere": "untracked",
      added: "untracked",
      "new file": "untracked",
      "new folder/": "untracked",
      "tracked/b\n": "untracked",
      "deep/x.log": "ignored",
      "node_modules/": "ignored",
      "tracked/build/": "ignored",
    });
  });

  test("nothing in a fresh clone", async () => {
    expect(await changesIn(makeRepository({ a: "1", "b/c": "-> ../a" }).clone())).toEqual({});
  });

  test("files left out by a sparse checkout, and files that git was told to take for unchanged", async () => {
    const clone = makeRepository({ "in/a": "1", "out/b": "1", assumed: "1" }).clone();
    clone.git("sparse-checkout", "set", "in");
    clone.git("update-index", "--assume-unchanged", "assumed");
    clone.write({ assumed: "2" });
    expect(await changesIn(clone)).toEqual({ "out/b": "missing", assumed: "modified" });
  });

  test("submodules: clean, dirty, at another commit, not checked out", async () => {
    const part = makeRepository({ p: "1" });
    const made = makeRepository({ a: "1" });
    for (const name of ["clean", "dirty", "moved"]) made.git("submodule", "--quiet", "add", `file://${part.folder}`, name);
    made.commit();
    made.write({ "dirty/untracked": "1" });
    new TestRepository(join(made.folder, "moved")).commit({ p: "2" });
    expect(await changesIn(made)).toEqual({ dirty: "modified", moved: "modified" });
    expect(await changesIn(made.clone())).toEqual({ clean: "missing", dirty: "missing", moved: "missing" });
  });
});
