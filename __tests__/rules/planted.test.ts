import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Found, type PlantedTree, plantTree } from "../support/planted-tree.ts";
import { root } from "../support/workflow-files.ts";

/** Every rule, tried on a tree that breaks it and on one that only just keeps it: a rule that never fires is none. */

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("");
const functionOf = (body: number): string =>
  `export function long(call: (value: unknown) => void): void {\n${lines(body - 3, (i) => `  call(${i});\n`)}  if (call) {\n    call(0);\n  }\n}\n`;
/** Cognitive complexity: 1 for each condition, and no nesting. */
const complex = (conditions: number): string =>
  `export function complex(n: number): void {\n${lines(conditions, (i) => `  if (n === ${i}) n++;\n`)}}\n`;
const importing = (target: string): string => `export * from "${target}";\n`;
const typeOf = (target: string): string => `import type { One } from "${target}";\nexport type Two = One;\n`;
const nothing = "export const nothing = 0;\n";

interface Case {
  what: string;
  rule: string;
  /** The file that is named. */
  file: string;
  broken: Record<string, string>;
  kept: Record<string, string>;
}

function room(from: string, to: string): Case {
  const file = `src/${from}/to-${to}.ts`;
  return {
    what: `${from} -> ${to}`,
    rule: "rooms",
    file,
    broken: { [file]: importing(`../${to}/other.ts`), [`src/${to}/other.ts`]: nothing },
    kept: { [file]: importing("../core/other.ts"), "src/core/other.ts": nothing },
  };
}

const cases: Case[] = [
  {
    what: "an import cycle",
    rule: "noImportCycles",
    file: "src/core/a.ts",
    broken: { "src/core/a.ts": importing("./b.ts"), "src/core/b.ts": importing("./c.ts"), "src/core/c.ts": importing("./a.ts") },
    kept: { "src/core/a.ts": importing("./b.ts"), "src/core/b.ts": importing("./c.ts"), "src/core/c.ts": nothing },
  },
  {
    what: "an import cycle of types alone",
    rule: "noImportCycles",
    file: "src/core/types-a.ts",
    broken: { "src/core/types-a.ts": typeOf("./types-b.ts"), "src/core/types-b.ts": typeOf("./types-a.ts") },
    kept: { "src/core/types-a.ts": typeOf("./types-b.ts"), "src/core/types-b.ts": nothing },
  },
  room("core", "render"),
  room("core", "adapters"),
  room("core", "steps"),
  room("core", "commands"),
  room("render", "ports"),
  room("ports", "render"),
  room("adapters", "steps"),
  room("adapters", "commands"),
  room("steps", "adapters"),
  room("steps", "commands"),
  room("commands", "adapters"),
  {
    what: "a function of 51 lines",
    rule: "function-lines",
    file: "src/core/long.ts",
    broken: { "src/core/long.ts": functionOf(51) },
    kept: { "src/core/long.ts": functionOf(50) },
  },
  {
    what: "a cognitive complexity of 16",
    rule: "noExcessiveCognitiveComplexity",
    file: "src/core/complex.ts",
    broken: { "src/core/complex.ts": complex(16) },
    kept: { "src/core/complex.ts": complex(15) },
  },
  {
    what: "a complexity of 16 in a tool, which may print",
    rule: "noExcessiveCognitiveComplexity",
    file: "tools/complex.ts",
    broken: { "tools/complex.ts": complex(16) },
    kept: { "tools/complex.ts": complex(15) },
  },
  {
    what: "a file of 251 lines, most of them in a template",
    rule: "file-lines",
    file: "__tests__/long.test.ts",
    broken: { "__tests__/long.test.ts": `export const text = \`\n${"\n".repeat(249)}\`;\n` },
    kept: { "__tests__/long.test.ts": `export const text = \`\n${"\n".repeat(248)}\`;\n` },
  },
  {
    what: "101 columns of prose",
    rule: "prose-columns",
    file: "docs/wide.md",
    broken: { "docs/wide.md": `# Wide\n\n${"wide ".repeat(20)}!\n` },
    kept: { "docs/wide.md": `# Wide\n\n${"wide ".repeat(20)}\n` },
  },
  {
    what: "a benchmark that shares a file with Jest's tests",
    rule: "without-jest",
    file: "__tests__/support/expecting.ts",
    broken: {
      "bench/sharing.ts": importing("../__tests__/support/expecting.ts"),
      "__tests__/support/expecting.ts": 'import { expect } from "@jest/globals";\nexport const expected = expect;\n',
    },
    kept: { "bench/sharing.ts": importing("../__tests__/support/plain.ts"), "__tests__/support/plain.ts": nothing },
  },
];

/** All cases in one tree: Biome starts once. */
function plantAll(which: "broken" | "kept"): PlantedTree {
  return plantTree(Object.assign({}, ...cases.map((one) => one[which])));
}

describe("planted violations", () => {
  const broken = plantAll("broken");
  const kept = plantAll("kept");
  afterAll(() => {
    broken.remove();
    kept.remove();
  });
  let linted: Found[];
  let checked: ReturnType<PlantedTree["check"]>;
  beforeAll(() => {
    linted = broken.lint();
    checked = broken.check();
  });

  test.each(cases)("$what is named", ({ file, rule }) => {
    const byBiome = linted.filter((found) => found.file === file).map((found) => found.rule);
    const byUs = checked.output.split("\n").filter((line) => line.startsWith(`${file}:`));
    expect([...byBiome, ...byUs.map((line) => /^\S+ ([\w-]+):/.exec(line)?.[1])]).toEqual([rule]);
    expect(checked.status).toBe(1);
  });

  test("what only just keeps the rules is not", () => {
    expect(kept.lint()).toEqual([]);
    expect(kept.check()).toEqual({ status: 0, output: "" });
  });
});

test("`npm run check` runs all of them", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  expect(scripts.check.split(" && ")).toEqual([
    "biome check --error-on-warnings .",
    "tsc --noEmit",
    "tsc --noEmit -p src/page",
    "node tools/run.mjs tools/check.ts",
  ]);
});
