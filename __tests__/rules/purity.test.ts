import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Found, plantTree } from "../support/planted-tree.ts";
import { root } from "../support/workflow-files.ts";

/** `src/core` has no clock, no chance and no environment. What it may import is in the table of rooms. */

/** What no rule of the linter can name: a clock and chance that are part of the language. `new Date(value)` is neither. */
const impure =
  /\b(?:Date\.now|new Date\(\)|new Date\b(?!\()|Math\.random|performance\b|crypto\b|globalThis\b|setInterval\b|setImmediate\b)/;

/** The lines of a text, comments left out, that read a clock or throw dice. */
function impureLines(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/ .*$/gm, "");
  return code.split("\n").filter((line) => impure.test(line));
}

const uses = ["process.env", 'fetch("x")', "Buffer.alloc(1)", "setTimeout(String)"];

describe("src/core", () => {
  const planting = (room: string) => uses.map((use, index) => [`src/${room}/${index}.ts`, `export const planted = ${use};\n`]);
  const tree = plantTree(Object.fromEntries([...planting("core/plan"), ...planting("adapters")]));
  afterAll(() => tree.remove());
  let found: Found[];
  beforeAll(() => {
    found = tree.lint();
  });

  test.each(uses.map((use, index) => [use, index] as const))("must not use %s", (_, index) => {
    const rules = (room: string) => found.filter(({ file }) => file === `src/${room}/${index}.ts`).map(({ rule }) => rule);
    expect(rules("core/plan")).toEqual(["noRestrictedGlobals"]);
    expect(rules("adapters")).toEqual([]);
  });

  test("no file of it reads a clock or throws dice", () => {
    const files = readdirSync(path.join(root, "src/core"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    expect(files.length).toBeGreaterThan(50);
    const lines = files.flatMap((file) => impureLines(readFileSync(path.join(root, "src/core", file), "utf8")));
    expect(lines).toEqual([]);
  });

  test.each(["Date.now()", "new Date()", "new Date", "Math.random()", "crypto.randomUUID()", "performance.now()"])(
    "%s would be found",
    (text) => {
      expect(impureLines(`export const planted = ${text};\n`)).toHaveLength(1);
      expect(impureLines(`/** Not ${text}. */\nexport const planted = 1; // ${text}\n`)).toEqual([]);
    },
  );
});
