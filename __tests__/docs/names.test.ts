import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { codes } from "../../src/core/lib/problems/error-codes.ts";
import { codeSpans, type Page, pages, plant } from "../support/markdown.ts";
import { blocksOf } from "../support/markdown-blocks.ts";
import { root } from "../support/workflow-files.ts";

const all = pages();
const page = (name: string): Page => all.find((one) => one.path === name) as Page;

/** Names of files and codes in a page that do not exist. Its commands: examples.test.ts. */
function inventions(one: Page): string[] {
  const shell = blocksOf(one).filter(({ language }) => language === "sh");
  const texts = [...codeSpans(one), ...shell.flatMap(({ text }) => text.split("\n"))];
  return [...texts.flatMap((text) => [...unknownFiles(text), ...unknownCodes(text)]), ...unknownBracketed(one)];
}

/** Jest takes the beginnings of their names, too. */
const testFiles = readdirSync(path.join(root, "__tests__"), { recursive: true, encoding: "utf8" }).flatMap((file) =>
  file.endsWith(".test.ts") ? [`__tests__/${file}`] : [],
);
const ours = /^(?:src|__tests__|docs|script|tools|workflows|examples|schema|dist|\.ci)\//;

function unknownFiles(text: string): string[] {
  const words = text.split(/\s+/).map((word) => word.replace(/[:,;.]$/, ""));
  return words.filter(
    (word) => ours.test(word) && !existsSync(path.join(root, word)) && !testFiles.some((file) => file.startsWith(word)),
  );
}

const beginnings = new Set(Object.keys(codes).map((code) => code.split("-")[0]));
/** What looks like a code and is none: commands, values and names of other programs. */
const noCodes = new Set(["build-push-action", "github-actions", "git-check-ref-format"]);

function unknownCodes(text: string): string[] {
  const code = /^[a-z]+(?:-[a-z]+)+$/.exec(text)?.[0];
  return code !== undefined && beginnings.has(code.split("-")[0]) && !Object.hasOwn(codes, code) && !noCodes.has(code)
    ? [code]
    : [];
}

/** Codes in brackets, as messages have them. A link's text is none, and no list in YAML. */
function unknownBracketed({ text }: Page): string[] {
  const bracketed = [...text.matchAll(/(?<![!`\]\w]|: )\[([a-z]+(?:-[a-z]+)+)\](?![([:])/g)].map(([, code = ""]) => code);
  return bracketed.filter((code) => !Object.hasOwn(codes, code));
}

describe("names", () => {
  test.each(all)("all of $path exist", (one) => {
    expect(inventions(one)).toEqual([]);
  });

  test.each([
    ["a file", "`src/core/streams.ts`", "src/core/streams.ts"],
    ["a file in a shell", "```sh\nscript/dema\n```", "script/dema"],
    ["test files in a list's shell", "1. x\n\n   ```sh\n   npm test -- __tests__/core/tag-\n   ```", "__tests__/core/tag-"],
    ["a code", "`registry-deneid`", "registry-deneid"],
    ["a code in brackets", "It is not there [config-misssing].", "config-misssing"],
  ])("an invented one would be found: %s", (_, text, found) => {
    expect(inventions(plant(page("README.md"), text))).toEqual([found]);
  });
});
