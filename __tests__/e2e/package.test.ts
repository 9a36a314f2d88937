/** @needs engine */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { newUsersRepository, npm, packTarball } from "../support/package.ts";
import { root } from "../support/workflow-files.ts";

const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const tarball = packTarball();
afterAll(removeFolders);

describe.each(["TAGSTREAM_NODE20", "TAGSTREAM_NODE24"])("the package, on %s", (variable) => {
  const npx = (folder: string, ...args: string[]) =>
    npm(folder, ["npx", "--yes", path.relative(folder, tarball), ...args], engine(variable));

  test("`npx` in an empty folder", () => {
    const folder = makeFolder();
    expect(npx(folder, "--version")).toBe(`${version}\n`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("`npx` plans a new repository, and writes no file", () => {
    const repository = newUsersRepository();
    expect(npx(repository.folder, "plan")).toMatch(/hello:release +build +scheduled rebuild/);
    expect(repository.git("status", "--porcelain", "--ignored")).toBe("");
  });
});
