import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../src/adapters/files.ts";
import { codeOf, makeFolder, removeFolders } from "../support/git.ts";

afterAll(removeFolders);

const files = createFiles();
const page = { path: "index.html", text: "new" };
const badge = { path: "badges/squid/release.svg", text: "a badge" };

let folder: string;
beforeEach(() => {
  folder = makeFolder();
});
const inFolder = (name: string): string => path.join(folder, name);
/** All files below the folder. */
const left = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .flatMap((one) => (one.isFile() ? one.name : []))
    .sort();
const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no failure",
    (error: Error) => error.message,
  );

describe("replaceTogether", () => {
  test("makes folders, replaces files, and leaves others", async () => {
    writeFileSync(inFolder("index.html"), "old");
    writeFileSync(inFolder("theirs.txt"), "theirs");
    await files.replaceTogether(folder, [badge, page]);
    expect(left()).toEqual(["index.html", "release.svg", "theirs.txt"]);
    expect(readFileSync(inFolder("index.html"), "utf8")).toBe("new");
  });

  test("replaces a link, not what it leads to", async () => {
    const other = path.join(makeFolder(), "other.html");
    writeFileSync(other, "theirs");
    symlinkSync(other, inFolder("index.html"));
    await files.replaceTogether(folder, [page]);
    expect(readFileSync(other, "utf8")).toBe("theirs");
    expect(lstatSync(inFolder("index.html")).isSymbolicLink()).toBe(false);
  });

  test.each([
    ["to another folder", () => makeFolder()],
    ["to nothing", () => path.join(makeFolder(), "nothing")],
  ])("follows no link %s on the way to a file, and writes nothing then", async (_, target) => {
    const outside = target();
    symlinkSync(outside, inFolder("badges"));
    const writing = files.replaceTogether(folder, [page, badge]);
    expect(await messageOf(writing)).toContain("badges is a symbolic link that leads out of");
    expect(left()).toEqual([]);
    expect(existsSync(outside) ? readdirSync(outside) : []).toEqual([]);
  });

  test("names what is in the way, and leaves the files that were there", async () => {
    mkdirSync(inFolder("index.html"));
    writeFileSync(inFolder("status.json"), "old");
    const writing = files.replaceTogether(folder, [{ path: "status.json", text: "new" }, page]);
    expect(await messageOf(writing)).toContain(`Could not write ${inFolder("index.html")}: it is no regular file`);
    expect(left()).toEqual(["status.json"]);
    expect(readFileSync(inFolder("status.json"), "utf8")).toBe("old");
    writeFileSync(inFolder("badges"), "a file");
    expect(await codeOf(files.replaceTogether(folder, [badge]))).toBe("file-unwritable");
  });

  test("writes whole files, whoever else writes them", async () => {
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(100_000));
    await Promise.all(
      texts.map((text) =>
        files.replaceTogether(folder, [
          { path: "x", text },
          { path: "y", text },
        ]),
      ),
    );
    expect(texts).toContain(readFileSync(inFolder("x"), "utf8"));
    expect(left()).toEqual(["x", "y"]);
  });

  test("writes nothing outside", async () => {
    expect(await messageOf(files.replaceTogether(folder, [{ path: "../x", text: "" }]))).toContain("Could not write ../x");
  });
});

describe("prepareFolder", () => {
  test("makes it, and gives its path", async () => {
    expect(await files.prepareFolder(inFolder("a/b"))).toBe(inFolder("a/b"));
    expect(lstatSync(inFolder("a/b")).isDirectory()).toBe(true);
  });

  test("refuses a file, and a file on the way", async () => {
    writeFileSync(inFolder("file"), "");
    for (const name of ["file", "file/site"])
      expect(await messageOf(files.prepareFolder(inFolder(name)))).toMatch(
        /^Could not write into .*is a file\. Name a folder\.$/,
      );
  });

  (existsSync("/proc/self") ? test : test.skip)("refuses a file system that takes no folders, and ends", async () => {
    expect(await messageOf(files.prepareFolder("/proc/tagstream/site"))).toContain("takes no files. Name another folder.");
  });

  (process.getuid?.() === 0 ? test.skip : test)("refuses a folder that this user may not write to", async () => {
    chmodSync(folder, 0o500);
    expect(await messageOf(files.prepareFolder(folder))).toContain("this user may not");
    chmodSync(folder, 0o700);
  });
});
