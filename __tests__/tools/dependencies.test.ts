/** The packages that `script/test` and `script/demo` install: never through a link to another checkout's. */
import { spawnSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { makeFolder, removeFolders, TestRepository } from "../support/git.ts";
import { root } from "../support/workflow-files.ts";

afterAll(removeFolders);

/** Installs with a stand-in for npm, which says what it is asked. */
function install(folder: string) {
  const source = `npm() { echo "npm $*"; mkdir -p node_modules; }; source ${path.join(root, "script/lib/dependencies.sh")}`;
  const options = { cwd: folder, encoding: "utf8" } as const;
  // Where the input is a socket, bash may take itself for a remote shell, and read the machine's settings first.
  const { status, stderr } = spawnSync("bash", ["--norc", "-euo", "pipefail", "-c", `${source}; install_dependencies`], options);
  return { status, stderr };
}

const npmCi = { status: 0, stderr: "installing npm packages…\nnpm ci --no-audit --no-fund --loglevel=error\n" };
const nothing = { status: 0, stderr: "" };

test("installs what package-lock.json says, once", () => {
  const { folder } = new TestRepository(makeFolder()).write({ "package-lock.json": "1" });
  expect([install(folder), install(folder)]).toEqual([npmCi, nothing]);
  new TestRepository(folder).write({ "package-lock.json": "2" });
  expect(install(folder)).toEqual(npmCi);
});

test("does not install through a link: it would empty another checkout's folder", () => {
  const other = new TestRepository(makeFolder()).write({ ".tagstream-lock": "1" }).folder;
  const here = new TestRepository(makeFolder()).write({ "package-lock.json": "1" });
  symlinkSync(other, path.join(here.folder, "node_modules"));
  expect(install(here.folder)).toEqual(nothing);
  here.write({ "package-lock.json": "2" });
  expect(install(here.folder)).toEqual({
    status: 1,
    stderr:
      `node_modules is a link to ${other}, whose packages are not those of this package-lock.json.\n` +
      "To install them here: rm node_modules, then run this again. The other folder stays as it is.\n",
  });
  expect(existsSync(path.join(other, ".tagstream-lock"))).toBe(true);
});
