import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { root, templates } from "../support/workflow-files.ts";

function isRegex(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

describe("templates of an organisation", () => {
  // As GitHub's documentation on workflow templates has it.
  const valid = new Ajv({ formats: { regex: isRegex } }).compile({
    type: "object",
    required: ["name", "description"],
    additionalProperties: false,
    properties: {
      name: { type: "string", minLength: 1 },
      description: { type: "string", minLength: 1 },
      iconName: { type: "string", pattern: "^(octicon [a-z-]+|[a-z-]+)$" },
      categories: { type: "array", items: { type: "string" } },
      filePatterns: { type: "array", items: { type: "string", format: "regex" } },
    },
  } as const);

  test.each(templates)("$path has its properties beside it", ({ path: file }) => {
    const text = readFileSync(path.join(root, file.replace(/\.yml$/, ".properties.json")), "utf8");
    expect([valid(JSON.parse(text)), valid.errors]).toEqual([true, null]);
  });

  test.each([
    { description: "no name" },
    { name: "n", description: "d", iconName: "Octicon Package" },
    { name: "n", description: "d", categroies: [] },
    { name: "n", description: "d", filePatterns: ["("] },
  ])("%j are no properties", (properties) => expect(valid(properties)).toBe(false));

  test("no properties are left without a template", () => {
    const orphans = readdirSync(path.join(root, "workflows"))
      .filter((name) => name.endsWith(".properties.json"))
      .filter((name) => !existsSync(path.join(root, "workflows", name.replace(".properties.json", ".yml"))));
    expect(orphans).toEqual([]);
  });

  test.each(templates)("workflows/README.md tells of $path", ({ path: file }) => {
    expect(readFileSync(path.join(root, "workflows/README.md"), "utf8")).toContain(`(${path.basename(file)})`);
  });
});
