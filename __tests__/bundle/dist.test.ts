import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Metafile } from "esbuild";
import { commands } from "../../src/commands/index.ts";
import { sizeOf, startUpFiles } from "../support/start-up.ts";

const root = path.resolve(import.meta.dirname, "../..");
const dist = path.join(root, "dist");
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "tagstream-dist-")));
const fresh = path.join(folder, "dist");
let outputs: Metafile["outputs"];

beforeAll(() => {
  const metafile = path.join(folder, "metafile.json");
  const args = [path.join(root, "tools/build.mjs"), "--outdir", fresh, "--metafile", metafile];
  // From another folder: where it is started must not show in the result.
  execFileSync(process.execPath, args, { cwd: tmpdir(), stdio: "pipe" });
  outputs = JSON.parse(readFileSync(metafile, "utf8")).outputs;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("dist", () => {
  test("holds the files of a fresh build, and no stale one: if not, `npm run build`", () => {
    const files = readdirSync(dist).sort();
    expect(files).toEqual(readdirSync(fresh).sort());
    const named = ["cli.cjs", "index.cjs", "licenses.txt", "undici.cjs"];
    expect(files.filter((file) => !/^[a-z-]+-[A-Z0-9]{8}\.cjs$/.test(file))).toEqual(named);
  });

  // Only names: a difference of a megabyte helps nobody.
  test("each file is what the sources give: if not, `npm run build`", () => {
    const committed = textsIn(dist);
    const differing = [...textsIn(fresh)].filter(([file, text]) => committed.get(file) !== text);
    expect(differing.map(([file]) => file)).toEqual([]);
  });

  test("has no path of a machine in it", () => {
    const paths = [root, fresh, `${homedir()}/`, `${process.cwd()}/`, "file:///", "node_modules/."];
    const found = [...textsIn(fresh)].flatMap(([file, text]) =>
      paths.filter((one) => text.includes(one)).map((one) => `${file}: ${one}`),
    );
    expect(found).toEqual([]);
  });

  test("the command line's bundle can be started as a program", () => {
    expect(readFileSync(path.join(fresh, "cli.cjs"), "utf8").match(/^#!.*\n(?!#!)/)?.[0]).toBe("#!/usr/bin/env node\n");
    expect(execFileSync(path.join(fresh, "cli.cjs"), ["--version"], { encoding: "utf8" })).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("licenses.txt has the terms of what is bundled", () => {
    const text = readFileSync(path.join(fresh, "licenses.txt"), "utf8");
    for (const name of ["@actions/core", "@octokit/core", "undici", "yaml"]) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, "m"));
    }
    expect(text.match(/Permission is hereby granted|Permission to use, copy, modify/g)?.length ?? 0).toBeGreaterThan(10);
  });
});

describe.each(["index.cjs", "cli.cjs"])("a start of %s", (entry) => {
  const atStart = () => startUpFiles(path.join(fresh, entry));

  test("loads at most a megabyte: every run parses it", () => {
    expect(atStart()).toContain(path.join(fresh, entry));
    expect(sizeOf(atStart())).toBeLessThanOrEqual(1_000_000);
  });

  test("loads nothing that an `import()` names: if it does, something imports that statically, too", () => {
    const loaded = atStart().flatMap((file) => Object.keys(outputs[`dist/${path.basename(file)}`]?.inputs ?? {}));
    expect(loaded).toContain("src/commands/run.ts");
    expect(onDemand().filter((source) => loaded.includes(source))).toEqual([]);
    expect(atStart()).not.toContain(path.join(fresh, "undici.cjs"));
  });
});

test("what a start rarely needs is loaded on demand", () => {
  const byHand = commands.filter((command) => command.byHand).map(({ name }) => `src/commands/${name}.ts`);
  const others = ["src/commands/build-local.ts", "src/commands/retire.ts", "src/adapters/github/forge.ts"];
  expect(onDemand()).toEqual(expect.arrayContaining([...byHand, ...others]));
});

/** The sources that an `import()` names. esbuild makes each an entry point of its own. */
function onDemand(): string[] {
  const sources = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  return sources.filter((source) => source !== "src/action.ts" && source !== "src/cli.ts");
}

function textsIn(of: string): Map<string, string> {
  return new Map(readdirSync(of).map((file) => [file, readFileSync(path.join(of, file), "utf8")]));
}
