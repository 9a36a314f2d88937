import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

const root = path.resolve(import.meta.dirname, "../..");
const dist = path.join(root, "dist");
const files = ["cli.cjs", "index.cjs", "licenses.txt", "undici.cjs"];
const fresh = mkdtempSync(path.join(tmpdir(), "tagstream-dist-"));

function build(outdir: string): void {
  // From another folder: where it is started must not show in the result.
  execFileSync(process.execPath, [path.join(root, "tools/build.mjs"), "--outdir", outdir], { cwd: tmpdir(), stdio: "pipe" });
}

beforeAll(() => build(fresh));
afterAll(() => rmSync(fresh, { recursive: true }));

describe("dist", () => {
  test("holds these files, and no stale one", () => {
    expect(readdirSync(dist).sort()).toEqual(files);
    expect(readdirSync(fresh).sort()).toEqual(files);
  });

  // Compared as a truth value: a difference of a megabyte helps nobody.
  test.each(files)("%s is what the sources give: if not, `npm run build`", (file) => {
    expect(readFileSync(path.join(dist, file)).equals(readFileSync(path.join(fresh, file)))).toBe(true);
  });

  test.each(files)("%s has no path of a machine in it", (file) => {
    const text = readFileSync(path.join(fresh, file), "utf8");
    const found = [root, fresh, `${homedir()}/`, `${process.cwd()}/`, "file:///", "node_modules/."].filter((one) =>
      text.includes(one),
    );
    expect(found).toEqual([]);
  });

  test("the action's bundle stays below a megabyte: every run downloads and parses it", () => {
    expect(readFileSync(path.join(fresh, "index.cjs")).length).toBeLessThanOrEqual(1_000_000);
  });

  test("the command line's bundle can be started as a program", () => {
    expect(readFileSync(path.join(fresh, "cli.cjs"), "utf8").match(/^#!.*\n(?!#!)/)?.[0]).toBe("#!/usr/bin/env node\n");
    expect(execFileSync(path.join(fresh, "cli.cjs"), ["--version"], { encoding: "utf8" })).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("licenses.txt has the terms of what is bundled", () => {
    const text = readFileSync(path.join(fresh, "licenses.txt"), "utf8");
    for (const name of ["@actions/core", "undici", "yaml"]) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, "m"));
    }
    expect(text.match(/Permission is hereby granted|Permission to use, copy, modify/g)?.length ?? 0).toBeGreaterThan(10);
  });
});
