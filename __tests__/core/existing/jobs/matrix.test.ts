// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { describe, expect, test } from "@jest/globals";
import { textEntries } from "../../../../src/core/existing/expressions/data.ts";
import type { Scope } from "../../../../src/core/existing/expressions/evaluate.ts";
import { unknownData } from "../../../../src/core/existing/expressions/open-mapping.ts";
import { Unknowns } from "../../../../src/core/existing/expressions/unknowns.ts";
import { matrixOf, matrixTexts } from "../../../../src/core/existing/jobs/matrix.ts";
import { readYaml } from "../../../../src/core/existing/yaml/read-yaml.ts";

function matrix(text: string) {
  const unknowns = new Unknowns();
  const vars = textEntries([["KNOWN", '["a","b"]']], (key) => unknownData(unknowns, `vars.${key}`, "only GitHub knows it"));
  const scope: Scope = { unknowns, contexts: new Map([["vars", vars]]), succeeds: true };
  const file = readYaml(text);
  const result = matrixOf("root" in file ? file.root : undefined, scope);
  const rows = result.combinations.map((row) => Object.fromEntries(matrixTexts(row)));
  return { rows, isOpen: result.isOpen, faults: result.faults };
}

describe("matrixOf", () => {
  test.each<[string, string, Record<string, string>[]]>([
    [
      "a product",
      "{a: [1, 2], b: [x, y]}",
      [
        { a: "1", b: "x" },
        { a: "1", b: "y" },
        { a: "2", b: "x" },
        { a: "2", b: "y" },
      ],
    ],
    ["exclude", "{a: [1, 2], b: [x, y], exclude: [{a: 1, b: y}, {b: x}]}", [{ a: "2", b: "y" }]],
    ["include alone", "{include: [{a: 1}, {a: 2, b: x}]}", [{ a: "1" }, { a: "2", b: "x" }]],
    [
      "GitHub's own example of include",
      `{fruit: [apple, pear], animal: [cat, dog], include: [{color: green}, {color: pink, animal: cat},
        {fruit: apple, shape: circle}, {fruit: banana}, {fruit: banana, animal: cat}]}`,
      [
        { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
        { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
        { fruit: "pear", animal: "cat", color: "pink" },
        { fruit: "pear", animal: "dog", color: "green" },
        { fruit: "banana" },
        { fruit: "banana", animal: "cat" },
      ],
    ],
    [
      "mappings as values",
      "{image: [{name: a, file: x}, {name: b, file: y}]}",
      [
        { "image.name": "a", "image.file": "x" },
        { "image.name": "b", "image.file": "y" },
      ],
    ],
    ["JSON", '{a: "${{ fromJSON(vars.KNOWN) }}"}', [{ a: "a" }, { a: "b" }]],
    ["JSON of the whole", '"${{ fromJSON(\'{\\"include\\":[{\\"a\\":1}]}\') }}"', [{ a: "1" }]],
    ["an empty list", "{a: []}", []],
  ])("%s", (_name, text, rows) => {
    expect(matrix(text)).toEqual({ rows, isOpen: false, faults: [] });
  });

  test("an unknown list leaves the other keys", () => {
    expect(matrix("a: [1]\nb: ${{ fromJSON(vars.LIST) }}")).toEqual({
      rows: [{ a: "1" }],
      isOpen: true,
      faults: [{ line: 2, why: "only GitHub knows it" }],
    });
  });

  test("more combinations than GitHub allows", () => {
    const list = `[${Array.from({ length: 100 }, (_item, index) => index).join(", ")}]`;
    const { rows, faults } = matrix(`{a: ${list}, b: ${list}}`);
    expect(rows.length).toBe(256);
    expect(faults).toEqual([{ line: 1, why: "the matrix has more than 256 combinations, the most that GitHub allows" }]);
  });
});
