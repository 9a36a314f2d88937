import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createHasher } from "../../../src/adapters/git/hasher.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { type Files, makeRepository, removeFolders } from "../../support/git.ts";
import { files, hashesOf, unit } from "../../support/hashed-image.ts";
import { hashesAt } from "../../support/hashes.ts";
import { makeUnit } from "../../support/units.ts";

afterAll(removeFolders);

describe("in the work tree", () => {
  const cases: [string, Files, string | undefined][] = [
    ["an edited file", { "squid/a": "2" }, "squid/a has changed since the commit"],
    ["a new file", { "squid/generated": "1" }, "squid/generated is not in the commit"],
    ["a new folder", { "squid/generated/deep/version.txt": "1" }, "squid/generated/deep/version.txt is not in the commit"],
    ["a file that git ignores", { "squid/lib/x.log": "1" }, "squid/lib/x.log is not in the commit"],
    ["a file that git and Docker ignore", { "squid/x.log": "1" }, undefined],
    ["a folder that git and Docker ignore", { "squid/node_modules/x": "1", "squid/lib/node_modules/x": "1" }, undefined],
    ["a folder that git ignores, in a named context", { "rpms/node_modules/x": "1" }, "rpms/node_modules/x is not in the commit"],
    ["an edited file that Docker ignores", { "squid/docs/a": "2", "squid/docs/new": "1" }, undefined],
    ["new folders that Docker ignores in part", { "rpms/new/a.tmp": "1" }, "rpms/new/a.tmp is not in the commit"],
    ["an edited Dockerfile", { "squid/Dockerfile": "FROM x" }, "squid/Dockerfile has changed since the commit"],
    ["an edited ignore file", { "squid/.dockerignore": "docs" }, "squid/.dockerignore has changed since the commit"],
    ["a new ignore file", { "squid/Dockerfile.dockerignore": "*" }, "squid/Dockerfile.dockerignore is not in the commit"],
    ["anything elsewhere", { "other/a": "2", "other/b": "2", new: "1", "squid2/a": "1" }, undefined],
  ];
  test.each(cases)("%s", async (_, change, reason) => {
    const made = makeRepository(files);
    const clean = await hashesOf(made);
    const { inputs } = await hashesOf(made.write(change));
    expect(inputs).toEqual(reason === undefined ? clean.inputs : { none: reason });
    expect((await hashesOf(made)).tests).toBe(clean.tests);
  });

  test("a file that is gone, and a Dockerfile that never was there", async () => {
    const made = makeRepository(files);
    rmSync(join(made.folder, "squid/a"));
    expect((await hashesOf(made)).inputs).toEqual({ none: "squid/a is missing from the work tree" });
    const other = makeUnit("other:x");
    expect((await hashesOf(made, [other])).inputs).toEqual({ none: "other/Dockerfile is not in the commit" });
  });

  test("a Dockerfile that Docker ignores, edited", async () => {
    const made = makeRepository({ ...files, "squid/.dockerignore": "*" }).write({ "squid/Dockerfile": "FROM x" });
    expect((await hashesOf(made)).inputs).toEqual({ none: "squid/Dockerfile has changed since the commit" });
  });

  test("edited tests have another hash, and the inputs keep theirs", async () => {
    const made = makeRepository(files);
    const clean = await hashesOf(made);
    const seen = new Set([clean.tests]);
    for (const change of [
      { "tests/squid.sh": "#!x" },
      { "tests/squid.sh": "#!y" },
      { "tests/lib/new": "1" },
      { "tests/lib/new": "2" },
    ]) {
      const edited = await hashesOf(made.write(change));
      expect([edited.inputs, seen.has(edited.tests)]).toEqual([clean.inputs, false]);
      seen.add(edited.tests);
    }
  });

  test("what is edited does not matter to another commit", async () => {
    const made = makeRepository(files);
    const first = made.head();
    const clean = await hashesOf(made);
    made.commit({ "other/a": "2" });
    made.write({ "squid/a": "2" });
    expect(await hashesOf(made, [unit], first)).toEqual(clean);
  });

  test.each([
    ["squid/node_modules", false],
    ["squid/new/cache", false],
    ["rpms/node_modules", true],
  ])("a folder that git does not know is entered only if Docker receives something of it: %s", async (path, entered) => {
    const made = makeRepository(files).write({ [`${path}/x`]: "1" });
    const folder = join(made.folder, path);
    const repository = await openRepository(made.folder);
    await repository.changes(); // git itself looks into new folders
    utimesSync(folder, new Date(0), new Date(1000)); // reading a folder sets its time of access
    await hashesAt(createHasher(repository), made.head(), [unit]);
    expect(statSync(folder).atimeMs > 1000).toBe(entered);
  });

  test("an empty folder is nothing", async () => {
    const made = makeRepository(files);
    mkdirSync(join(made.folder, "squid/empty"));
    expect((await hashesOf(made)).inputs).toEqual({ hash: expect.any(String) });
  });

  test("the repository's root as context: `.git` does not count", async () => {
    const made = makeRepository({ Dockerfile: "FROM scratch", a: "1" });
    const root = makeUnit("x:y", { build: { ...unit.build, contexts: {}, context: ".", dockerfile: "Dockerfile" } });
    const { inputs } = await hashesOf(made, [root]);
    expect(inputs).toEqual({ hash: expect.any(String) });
    expect((await hashesOf(made.clone(), [root])).inputs).toEqual(inputs);
    expect((await hashesOf(made.write({ b: "1" }), [root])).inputs).toEqual({ none: "b is not in the commit" });
  });
});
