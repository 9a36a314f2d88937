import { describe, expect, test } from "@jest/globals";
import { placesIn } from "../../tools/docs/pages.ts";
import { generatedParts } from "../../tools/docs/parts.ts";
import { type Page, pages } from "../support/markdown.ts";
import { root } from "../support/workflow-files.ts";

const all = pages();
const readme = all.find((one) => one.path === "README.md") as Page;
/** It is written by whoever releases, an entry at a time. */
const written = all.filter((one) => one.path !== "CHANGELOG.md");
const help = generatedParts(root).get("help") ?? "";

describe("restraint", () => {
  test("the README is a front door: at most 200 lines, and no generated reference", () => {
    expect(readme.text.split("\n").length).toBeLessThanOrEqual(201);
    expect(placesIn(readme.text)).toEqual([]);
  });

  test("the command line's help fits one screen", () => {
    expect(help.split("\n").length).toBeLessThanOrEqual(40);
  });

  test.each(written)("the tables of $path have no padding", (one) => {
    expect(one.text.split("\n").filter((line) => /^\|.*\S {2,}\|/.test(line))).toEqual([]);
  });
});
