import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../src/adapters/files.ts";
import { makeFolder } from "../../src/adapters/make-folder.ts";
import { removeFolders, makeFolder as temporaryFolder } from "../support/git.ts";

afterAll(removeFolders);

describe("makeFolder", () => {
  test("makes what is missing, and says where it began", async () => {
    const root = temporaryFolder();
    expect(await makeFolder(path.join(root, "a/b/c"))).toBe(path.join(root, "a"));
    expect(existsSync(path.join(root, "a/b/c"))).toBe(true);
    expect(await makeFolder(path.join(root, "a/b/d"))).toBe(path.join(root, "a/b/d"));
  });

  test("makes nothing of what is there", async () => {
    const root = temporaryFolder();
    mkdirSync(path.join(root, "a"));
    expect(await makeFolder(path.join(root, "a"))).toBeUndefined();
  });

  test("two at once", async () => {
    const folder = path.join(temporaryFolder(), "a/b/c");
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(folder)]);
    expect(existsSync(folder)).toBe(true);
  });

  test.each(["file", "file/below"])("a file is no folder: %s", async (place) => {
    const root = temporaryFolder();
    writeFileSync(path.join(root, "file"), "");
    await expect(makeFolder(path.join(root, place))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});

// Node's own recursive `mkdir` never ends there.
const refusing = "/proc/tagstream/page";
(existsSync("/proc/self") ? describe : describe.skip)("a file system that takes no folder", () => {
  test("ends", async () => {
    await expect(makeFolder(refusing)).rejects.toThrow("ENOENT");
  });

  test.each([
    ["a page", () => createFiles().replaceTogether(refusing, [{ path: "index.html", text: "" }])],
    ["a plan", () => createFiles().write(path.join(refusing, "plan.json"), "{}")],
  ])("%s is refused with words", async (_, write) => {
    await expect(write()).rejects.toThrow(/^Could not write .*\/proc\/tagstream/);
  });
});
