import { describe, expect, test } from "@jest/globals";
import { at, lineWithin, plainOf, textAt } from "../../../../src/core/existing/yaml/located.ts";
import { readYaml } from "../../../../src/core/existing/yaml/read-yaml.ts";

function plain(text: string) {
  const file = readYaml(text);
  return "root" in file ? plainOf(file.root) : file;
}

describe("readYaml", () => {
  test("lines of values, and of lines in a block", () => {
    const file = readYaml("a: 1\nb:\n  c: x\n  d: |\n    one\n    two\n  e:\n");
    if (!("root" in file)) throw new Error(file.fault);
    const block = at(file.root, "b", "d");
    expect([at(file.root, "a")?.line, at(file.root, "b", "c")?.line, at(file.root, "b", "e")?.line]).toEqual([1, 3, 7]);
    expect(block?.kind === "scalar" ? [block.text, lineWithin(block, 1)] : []).toEqual(["one\ntwo\n", 6]);
    expect(textAt(file.root, "b", "e")).toBe(undefined);
  });

  test("anchors and merge keys", () => {
    expect(plain("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: [*x]")).toEqual(
      new Map<string, unknown>([
        [
          "x",
          new Map([
            ["a", 1],
            ["b", 2],
          ]),
        ],
        [
          "y",
          new Map([
            ["b", 3],
            ["a", 1],
          ]),
        ],
        [
          "z",
          [
            new Map([
              ["a", 1],
              ["b", 2],
            ]),
          ],
        ],
      ]),
    );
  });

  test("keys of prototypes are keys", () => {
    expect(plain("__proto__: {a: 1}\nconstructor: x")).toEqual(
      new Map<string, unknown>([
        ["__proto__", new Map([["a", 1]])],
        ["constructor", "x"],
      ]),
    );
  });

  test.each([
    ["an alias of nothing", "a: *gone", "there is no anchor `gone` above", 1],
    [
      "a list without an end",
      "a: [1\nb: 2",
      "it is not YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
      2,
    ],
    ["deep nesting", `a: ${"[".repeat(100_000)}`, "it is nested too deeply", 1],
    [
      "deep indentation",
      Array.from({ length: 300 }, (_item, index) => `${" ".repeat(index)}a:`).join("\n"),
      "it is nested too deeply",
      1,
    ],
    ["lists of lists", "- ".repeat(10_000), "it is nested too deeply", 1],
    ["a long file", "x".repeat(4_000_001), "the file is too long", 1],
  ])("%s is a fault", (_name, text, fault, line) => {
    expect(readYaml(text)).toEqual({ fault, line });
  });

  test("anchors that repeat anchors", () => {
    const levels = Array.from(
      { length: 30 },
      (_item, index) => `l${index + 1}: &l${index + 1} [${Array(9).fill(`*l${index}`).join(", ")}]`,
    );
    const file = readYaml(`l0: &l0 [x]\n${levels.join("\n")}\n`);
    expect(file).toEqual({ fault: "its anchors repeat too much", line: 7 });
  });
});
