import { describe, expect, test } from "@jest/globals";
import { checkFunctionLines } from "../../tools/rules/check-lengths.ts";
import { checkProse } from "../../tools/rules/check-prose.ts";
import { checkRooms } from "../../tools/rules/check-rooms.ts";
import { findImports } from "../../tools/rules/imports.ts";

describe("imports", () => {
  const found = (text: string) => findImports({ file: "src/main.ts", text });

  test.each([
    ["values", 'import { a } from "./a.ts";'],
    ["types", 'import type { A } from "./a.ts";'],
    ["a default and a namespace", 'import a, * as b from "./a.ts";'],
    ["several lines", 'import {\n  a,\n  type B,\n} from "./a.ts";'],
    ["effects alone", 'import "./a.ts";'],
    ["a re-export", 'export { a } from "./a.ts";'],
    ["a re-export of all", 'export * from "./a.ts";'],
    ["when it runs", 'const a = await import("./a.ts");'],
    ["as a type in place", 'let a: import("./a.ts").A;'],
    ["CommonJS", 'const a = require("./a.ts");'],
  ])("of %s", (_, text) => {
    expect(found(`// One.\n${text}\n`)).toEqual([{ specifier: "./a.ts", line: 1 + text.split("\n").length }]);
  });

  test("code that only looks alike is none", () => {
    expect(found('export const from = "./a.ts";\n// import { a } from "./a.ts";\n')).toEqual([]);
  });
});

describe("rooms", () => {
  const faults = (file: string, specifier: string) =>
    checkRooms([{ file, text: `import * as planted from "${specifier}";\n` }]).map(({ message }) => message);

  test.each([
    ["src/core/planted.ts", "node:fs"],
    ["src/core/planted.ts", "@actions/core"],
    ["src/core/planted.ts", "zod"],
    ["src/core/planted.ts", "../ports/index.ts"],
    ["src/core/planted.ts", "../main.ts"],
    ["src/core/config/planted.ts", "node:crypto"],
    ["src/core/config/planted.ts", "../../adapters/git.ts"],
    ["src/core/lib/planted.ts", "../plan/plan.ts"],
    ["src/core/planted.ts", "../../tools/check.ts"],
    ["src/render/planted.ts", "node:util"],
    ["src/ports/planted.ts", "valibot"],
    ["src/adapters/git/planted.ts", "../../render/text.ts"],
    ["src/adapters/git/planted.ts", "../../wiring.ts"],
    ["src/core/plan/planted.ts", "../config/units/paths.ts"],
    ["src/core/tests/planted.ts", "../config/document/field.ts"],
    ["src/core/tests/planted.ts", "../unit/unit.ts"],
    ["src/commands/planted.ts", "../main.ts"],
  ])("%s must not import %s", (file, specifier) => {
    expect(faults(file, specifier)).toEqual([expect.stringMatching(/^src\/\S+ must not import /)]);
  });

  test.each([
    ["src/core/planted.ts", "valibot"],
    ["src/core/planted.ts", "yaml"],
    ["src/core/planted.ts", "semver/functions/lt.js"],
    ["src/core/planted.ts", "./lib/digest.ts"],
    ["src/core/plan/planted.ts", "../tags/tag.ts"],
    ["src/render/planted.ts", "../core/lib/digest.ts"],
    ["src/ports/planted.ts", "../core/plan/plan.ts"],
    ["src/adapters/planted.ts", "node:fs"],
    ["src/adapters/git/planted.ts", "../../ports/index.ts"],
    ["src/steps/planted.ts", "../render/text.ts"],
    ["src/commands/planted.ts", "../steps/plan/gather.ts"],
    ["src/wiring.ts", "./adapters/git/git.ts"],
    ["src/main.ts", "./commands/plan.ts"],
  ])("%s may import %s", (file, specifier) => expect(faults(file, specifier)).toEqual([]));

  test.each(["src/planted.ts", "src/coreish/planted.ts"])("%s is in no room", (file) => {
    expect(faults(file, "./a.ts")).toEqual([`${file} is in no room: list it in tools/rules/rooms.ts.`]);
  });
});

describe("lines of functions", () => {
  const body = (count: number, indentation: string) => `${indentation}  call();\n`.repeat(count);
  const found = (head: string, count: number, tail: string) => {
    const indentation = /^ */.exec(head.split("\n").at(-1) ?? "")?.[0] ?? "";
    return checkFunctionLines([{ file: "src/a.ts", text: `${head}\n${body(count, indentation)}${indentation}${tail}\n` }]);
  };

  test.each([
    ["a function", "function long(): void {", "}"],
    ["an exported one", "export async function long(a: A): Promise<{ b: string }> {", "}"],
    ["parameters in lines", "export function long(\n  a: A,\n): B | undefined {", "}"],
    ["parameters in lines, no type", "export function long(\n  a: A,\n) {", "}"],
    ["a type in lines", "export function long(a: A): Promise<{\n  b: string;\n}> {", "}"],
    ["an arrow", "const long = async (a: A): Promise<void> => {", "};"],
    ["an argument", "  call(long, () => {", "});"],
    ["a method", "  async long(a: A) {", "}"],
    ["a getter", "  get long(): string {", "}"],
  ])("%s", (_, head, tail) => {
    expect(found(head, 50, tail)).toEqual([]);
    expect(found(head, 51, tail)).toMatchObject([{ message: expect.stringMatching(/long.* has 51 lines; at most 50/) }]);
  });

  test.each([
    ["a condition", "  if (a) {", "}"],
    ["a condition in lines", "  if (\n    a &&\n    b()\n  ) {", "}"],
    ["another branch", "  } else if (a()) {", "}"],
    ["a loop", "  for (const a of b()) {", "}"],
    ["a class", "export class Long extends Short {", "}"],
    ["an object", "  call({", "});"],
  ])("%s is no function", (_, head, tail) => expect(found(head, 90, tail)).toEqual([]));
});

describe("columns of prose", () => {
  const words = "word ".repeat(24);
  const found = (text: string) => checkProse([{ file: "a.md", text }]).map(({ line }) => line);

  test.each([
    ["a paragraph", words, 1],
    ["an item of a list", `- ${words}`, 1],
    ["a heading", `## ${words}`, 1],
    ["a link with words around it", `See [this](https://example.org/${"x".repeat(90)}) and that.`, 1],
    ["text behind a block of code", `\`\`\`sh\nls\n\`\`\`\n\n${words}`, 5],
  ])("%s is prose", (_, text, line) => expect(found(text)).toEqual([line]));

  test.each([
    ["a table", `| ${words} | ${words} |`],
    ["code", `\`\`\`sh\n${words}\n\`\`\``],
    ["code with code in it", `\`\`\`\`md\n\`\`\`sh\n${words}\n\`\`\`\n${words}\n\`\`\`\``],
    ["code in a list", `- Run:\n\n  \`\`\`sh\n  ${words}\n  \`\`\``],
    ["an address", `https://example.org/${"x".repeat(90)}`],
    ["a link", `- [this](https://example.org/${"x".repeat(90)}).`],
    ["a definition", `[this]: https://example.org/${"x".repeat(90)}`],
    ["a picture", `![this](https://example.org/${"x".repeat(90)})`],
    ["100 characters of more bytes", "ü".repeat(100)],
  ])("%s is none", (_, text) => expect(found(text)).toEqual([]));
});
