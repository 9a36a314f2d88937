import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { codes } from "../../src/core/lib/problems/error-codes.ts";
import { inputNames } from "../../src/ports/inputs.ts";
import { fillAction } from "../../tools/docs/action.ts";
import { errorEntries } from "../../tools/docs/errors.ts";
import { filledPages, fillIn } from "../../tools/docs/pages.ts";
import { generatedParts } from "../../tools/docs/parts.ts";
import { headingsOf, type Page, pages } from "../support/markdown.ts";
import { action, root } from "../support/workflow-files.ts";

const all = pages();
const page = (name: string): Page => all.find((one) => one.path === name) as Page;
const parts = generatedParts(root);
const filled = filledPages(root, parts);

describe("what action.yml has from elsewhere", () => {
  test("is as its tables have it: if not, `npm run docs`", () => {
    expect(action.text === fillAction(action.text)).toBe(true);
  });

  test("a stale part would be seen", () => {
    const stale = action.text.replace("  dry-run:", "  dry-walk:");
    expect(fillAction(stale)).not.toBe(stale);
    expect(() => fillAction(action.text.replace("# end generated", ""))).toThrow("no place");
  });
});

describe("what the pages have from elsewhere", () => {
  test.each(filled)("$file is as its sources have it: if not, `npm run build && npm run docs`", ({ file, text }) => {
    expect(page(file).text === text).toBe(true);
  });

  test.each([...parts.keys()])("a stale part would be seen: %s", (name) => {
    const begin = `<!-- begin generated: ${name} -->\n`;
    const { text } = filled.find((one) => one.text.includes(begin)) ?? { text: "" };
    const stale = text.replace(begin, `${begin}old\n`);
    expect(fillIn(stale, parts)).toBe(text);
    expect(stale).not.toBe(text);
  });

  test("a part without a place, and a place without a part, would be seen", () => {
    expect(() => filledPages(root, new Map([...parts, ["new", ""]]))).toThrow('"new" has 0 places');
    expect(() => fillIn("<!-- begin generated: old -->\n<!-- end generated -->", parts)).toThrow('"old"');
  });

  test("every input, output and key has its row", () => {
    const { outputs } = parse(action.text) as { outputs: object };
    const rows = `${page("docs/reference/inputs-and-outputs.md").text}${page("docs/reference/configuration.md").text}`;
    for (const name of [...inputNames, ...Object.keys(outputs), "aliases[].timestamps", "matrix.NAME", "within"])
      expect(rows).toContain(`| \`${name}\` |`);
  });

  test("every code has an anchor of its own", () => {
    const anchors = headingsOf(page("docs/reference/errors.md").text);
    expect(Object.keys(codes).filter((code) => anchors.filter((anchor) => anchor === code).length !== 1)).toEqual([]);
  });

  test("a code of a kind that has no group yet has a place all the same", () => {
    expect(errorEntries({ "moon-full": "It is full." })).toBe("## Everything else\n\n### moon-full\n\nIt is full.");
  });
});
