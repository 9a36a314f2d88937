import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

/** The linter's rule that keeps `src/core` pure, tried on files that break it: a rule that never fires is none. */

const root = path.resolve(import.meta.dirname, "../..");
const copy = mkdtempSync(path.join(tmpdir(), "tagstream-purity-"));

beforeAll(() => {
  const settings = JSON.parse(readFileSync(path.join(root, "biome.json"), "utf8"));
  // The copy is no git repository; everything else is as it is.
  writeFileSync(path.join(copy, "biome.json"), JSON.stringify({ ...settings, vcs: { enabled: false } }));
  copyFileSync(path.join(root, "package.json"), path.join(copy, "package.json"));
  cpSync(path.join(root, "src"), path.join(copy, "src"), { recursive: true });
});
afterAll(() => rmSync(copy, { recursive: true }));

interface Report {
  diagnostics: { category: string; severity: string }[];
}

/** The names of the rules that a file or folder of the copy breaks. */
function broken(target: string): string[] {
  const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none", target];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
  const start = stdout.indexOf("{");
  if (start < 0) throw new Error(stderr);
  const { diagnostics } = JSON.parse(stdout.slice(start)) as Report;
  return diagnostics.filter(({ severity }) => severity === "error").map(({ category }) => category);
}

const restrictedImport = "lint/style/noRestrictedImports";
const restrictedGlobal = "lint/style/noRestrictedGlobals";

/** What no rule of the linter can name: a clock and chance that are part of the language. `new Date(value)` is neither. */
const impure =
  /\b(?:Date\.now|new Date\(\)|new Date\b(?!\()|Math\.random|performance\b|crypto\b|globalThis\b|setInterval\b|setImmediate\b)/;

/** The lines of a text, comments left out, that read a clock or throw dice. */
function impureLines(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/ .*$/gm, "");
  return code.split("\n").filter((line) => impure.test(line));
}

function plant(file: string, text: string): string[] {
  const target = path.join(copy, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
  try {
    return broken(file);
  } finally {
    rmSync(target);
  }
}

describe("src/core is pure", () => {
  test("as it is", () => {
    expect(broken("src/core")).toEqual([]);
  });

  test.each([
    "node:fs",
    "node:crypto",
    "@actions/core",
    "@octokit/rest",
    "zod",
    "../adapters/git.ts",
    "../commands/plan.ts",
    "../ports/index.ts",
    "../main.ts",
  ])("an import of %s is found", (name) => {
    expect(plant("src/core/planted.ts", `import * as planted from "${name}";\nexport default planted;\n`)).toEqual([
      restrictedImport,
    ]);
  });

  test.each(["../../adapters/git.ts", "node:fs"])("an import of %s is found in a folder below", (name) => {
    expect(plant("src/core/config/planted.ts", `import * as planted from "${name}";\nexport default planted;\n`)).toEqual([
      restrictedImport,
    ]);
  });

  test("an import of a type alone is found, too", () => {
    const text = 'import type { Registry } from "../ports/index.ts";\nexport type Planted = Registry;\n';
    expect(plant("src/core/planted.ts", text)).toEqual([restrictedImport]);
  });

  test.each(["process.env", 'fetch("x")', "Buffer.alloc(1)", "setTimeout(String)"])("a use of %s is found", (text) => {
    expect(plant("src/core/planted.ts", `export const planted = ${text};\n`)).toEqual([restrictedGlobal]);
  });

  test("no file of it reads a clock or throws dice", () => {
    const files = readdirSync(path.join(root, "src/core"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    expect(files.length).toBeGreaterThan(50);
    const found = files.flatMap((file) => impureLines(readFileSync(path.join(root, "src/core", file), "utf8")));
    expect(found).toEqual([]);
  });

  test.each(["Date.now()", "new Date()", "new Date", "Math.random()", "crypto.randomUUID()", "performance.now()"])(
    "%s would be found",
    (text) => {
      expect(impureLines(`export const planted = ${text};\n`)).toHaveLength(1);
      expect(impureLines(`/** Not ${text}. */\nexport const planted = 1; // ${text}\n`)).toEqual([]);
    },
  );

  test.each(["valibot", "yaml", "semver", "./tag.ts", "../core/tag.ts"])("%s may be imported", (name) => {
    expect(plant("src/core/planted.ts", `import * as planted from "${name}";\nexport default planted;\n`)).toEqual([]);
  });

  test("what surrounds the core may have all of it", () => {
    const text =
      'import * as fs from "node:fs";\nimport * as core from "@actions/core";\nexport default [fs, core, process.env];\n';
    expect(plant("src/adapters/planted.ts", text)).toEqual([]);
  });
});
