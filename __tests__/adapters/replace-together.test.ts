import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
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

  test("shows no file under another name meanwhile, so that a killed run leaves nothing to publish", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `${index}.svg`);
    let done = false;
    const writing = files
      .replaceTogether(
        folder,
        names.map((name) => ({ path: name, text: "x".repeat(10_000) })),
      )
      .finally(() => {
        done = true;
      });
    const seen = new Set<string>();
    while (!done) {
      for (const name of readdirSync(folder)) seen.add(name);
      await setTimeout(1);
    }
    await writing;
    expect([...seen].filter((name) => !name.startsWith(".") && !names.includes(name))).toEqual([]);
    expect(left()).toEqual(names.toSorted());
  });

  test("removes what a killed run left, unless it may still run", async () => {
    const [old, young, theirs] = [".tagstream-1-0123456789ab.tmp.x", ".tagstream-2-0123456789ab.tmp.x", ".tagstream-cache"];
    for (const name of [old, young, theirs]) writeFileSync(inFolder(name), "half");
    for (const name of [old, theirs]) utimesSync(inFolder(name), new Date("2026-11-01"), new Date("2026-11-01"));
    await files.replaceTogether(folder, [page]);
    expect(readdirSync(folder).sort()).toEqual([young, theirs, "index.html"].sort());
  });

  test("removes files that are of no more use, and follows no link to them", async () => {
    const outside = makeFolder();
    writeFileSync(path.join(outside, "old.svg"), "theirs");
    mkdirSync(inFolder("badges/folder.svg"), { recursive: true });
    writeFileSync(inFolder("badges/old.svg"), "ours");
    symlinkSync(outside, inFolder("badges/away"));
    const useless = ["badges/old.svg", "badges/away/old.svg", "badges/folder.svg", "badges/gone/x.svg", "../old.svg"];
    await files.replaceTogether(folder, [page], useless);
    expect(readFileSync(path.join(outside, "old.svg"), "utf8")).toBe("theirs");
    expect(readdirSync(inFolder("badges")).sort()).toEqual(["away", "folder.svg"]);
  });

  test("writes nothing outside", async () => {
    expect(await messageOf(files.replaceTogether(folder, [{ path: "../x", text: "" }]))).toContain("Could not write ../x");
  });
});

(process.getuid?.() === 0 ? test.skip : test)("writes into a folder that this user may not list", async () => {
  chmodSync(folder, 0o300);
  await files.replaceTogether(folder, [page]);
  chmodSync(folder, 0o700);
  expect(left()).toEqual(["index.html"]);
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

  test("says that a name is too long", async () => {
    expect(await messageOf(files.prepareFolder(inFolder("x".repeat(300))))).toMatch(
      /its name is too long\. Name another folder\.$/,
    );
  });

  (process.getuid?.() === 0 ? test.skip : test)("refuses a folder that this user may not write to", async () => {
    chmodSync(folder, 0o500);
    expect(await messageOf(files.prepareFolder(folder))).toContain("this user may not");
    chmodSync(folder, 0o700);
  });
});
