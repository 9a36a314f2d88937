import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../src/adapters/files.ts";
import { type PutInPlace, writeTogether } from "../../src/adapters/write-together.ts";
import { codeOf, makeFolder, removeFolders } from "../support/git.ts";

afterAll(removeFolders);

const config = { path: ".github/tagstream.yml", text: "images: {}\n" };
const workflow = { path: ".github/workflows/images.yml", text: "name: images\n" };
const listed = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();
const textOf = (folder: string, file: string) => readFileSync(path.join(folder, file), "utf8");

describe("writing files together", () => {
  test("creates them with their folders, and leaves nothing else", async () => {
    const folder = makeFolder();
    await createFiles().writeTogether(folder, [config, workflow]);
    expect(listed(folder)).toEqual([".github", config.path, ".github/workflows", workflow.path]);
    expect([textOf(folder, config.path), textOf(folder, workflow.path)]).toEqual([config.text, workflow.text]);
  });

  test("replaces a file that is as it was read, and keeps its mode", async () => {
    const folder = makeFolder();
    await writeTogether(folder, [workflow]);
    const file = path.join(folder, workflow.path);
    writeFileSync(file, "old\n", { mode: 0o644 });
    const mode = statSync(file).mode;
    await writeTogether(folder, [{ ...workflow, before: "old\n" }]);
    expect([textOf(folder, workflow.path), statSync(file).mode]).toEqual([workflow.text, mode]);
  });

  test.each<[string, (folder: string) => void, string | undefined]>([
    ["one has appeared", (folder) => writeFileSync(path.join(folder, "second"), "mine"), undefined],
    ["one has changed", (folder) => writeFileSync(path.join(folder, "second"), "mine"), "old"],
    ["one is gone", () => {}, "old"],
    ["one is a folder", (folder) => mkdirSync(path.join(folder, "second")), undefined],
    ["one is a link", (folder) => symlinkSync("elsewhere", path.join(folder, "second")), undefined],
  ])("writes none if %s", async (_, plant, before) => {
    const folder = makeFolder();
    plant(folder);
    const there = listed(folder);
    const second = { path: "second", text: "new", ...(before === undefined ? {} : { before }) };
    expect(await codeOf(writeTogether(folder, [config, second]))).toBe("file-unwritable");
    expect(listed(folder)).toEqual(there);
    if (there.includes("second") && lstatSync(path.join(folder, "second")).isFile())
      expect(textOf(folder, "second")).toBe("mine");
  });

  test("follows no link out of the folder, also none to nothing", async () => {
    const [folder, outside] = [makeFolder(), makeFolder()];
    symlinkSync(outside, path.join(folder, ".github"));
    const link = ".github is a symbolic link that leads out of the checkout, so Tagstream does not write .github/tagstream.yml.";
    await expect(writeTogether(folder, [config])).rejects.toThrow(link);
    rmSync(path.join(folder, ".github"));
    symlinkSync(path.join(outside, "missing"), path.join(folder, ".github"));
    await expect(writeTogether(folder, [config])).rejects.toThrow(link);
    await expect(writeTogether(folder, [{ path: "../x", text: "" }])).rejects.toThrow("../x is outside");
    expect(listed(outside)).toEqual([]);
  });

  test("follows a link that stays inside", async () => {
    const folder = makeFolder();
    mkdirSync(path.join(folder, "real"));
    symlinkSync("real", path.join(folder, ".github"));
    await writeTogether(folder, [config]);
    expect(textOf(folder, "real/tagstream.yml")).toBe(config.text);
  });

  test("if the second cannot be put in its place, takes the first back and restores what it replaced", async () => {
    const folder = makeFolder();
    writeFileSync(path.join(folder, "old"), "old\n");
    const placed: string[] = [];
    const put: PutInPlace = async (temporary, target) => {
      if (placed.push(path.basename(target)) === 3) throw new Error("no space left on device");
      writeFileSync(target, readFileSync(temporary));
    };
    const replaced = { path: "old", text: "new\n", before: "old\n" };
    await expect(writeTogether(folder, [replaced, config, workflow], put)).rejects.toThrow(
      `Could not write old and ${config.path} and ${workflow.path} in ${folder}, so nothing was written.`,
    );
    expect([placed, listed(folder), textOf(folder, "old")]).toEqual([["old", "tagstream.yml", "images.yml"], ["old"], "old\n"]);
  });
});
