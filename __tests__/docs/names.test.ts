import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { commands } from "../../src/commands/index.ts";
import { codes } from "../../src/core/lib/problems/error-codes.ts";
import { generatedParts } from "../../tools/docs/parts.ts";
import { blocksOf, codeSpans, type Page, pages, plant } from "../support/markdown.ts";
import { root } from "../support/workflow-files.ts";

const all = pages();
const page = (name: string): Page => all.find((one) => one.path === name) as Page;

/** Names of files, codes, inputs, commands and scripts in a page that do not exist. */
function inventions(one: Page): string[] {
  const shell = blocksOf(one).filter(({ language }) => language === "sh");
  const texts = [...codeSpans(one), ...shell.flatMap(({ text }) => text.split("\n"))];
  return texts.flatMap((text) => [...unknownFiles(text), ...unknownCodes(text), ...unknownCommands(text)]);
}

const ours = /^(?:src|__tests__|docs|script|tools|workflows|examples|schema|dist|\.ci)\//;

function unknownFiles(text: string): string[] {
  return text.split(/\s+/).filter((word) => ours.test(word) && !existsSync(path.join(root, word.replace(/[:,;.]$/, ""))));
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

const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const parts = generatedParts(root);
const help = `${parts.get("help")}${parts.get("options")}`;

function unknownCommands(text: string): string[] {
  const [, script] = /\bnpm run (?:--silent )?([\w:-]+)/.exec(text) ?? [];
  const [, rest] = /(?:^|\s)tagstream (?!·)(.+)$/.exec(text.replace(/\s#.*$/, "")) ?? [];
  const [command = "", ...words] = (rest ?? "").split(/\s+/).filter((word) => word !== "");
  const known = command === "" || command.startsWith("--") || commands.some(({ name }) => name === command);
  return [
    ...(script !== undefined && !Object.hasOwn(scripts, script) ? [`npm run ${script}`] : []),
    ...(known ? [] : [`tagstream ${command}`]),
    ...[command, ...words].filter((word) => word.startsWith("--") && !help.includes(word.replace(/=.*/, ""))),
  ];
}

describe("names", () => {
  test.each(all)("all of $path exist", (one) => {
    expect(inventions(one)).toEqual([]);
  });

  test.each([
    ["a file", "`src/core/streams.ts`", "src/core/streams.ts"],
    ["a file in a shell", "```sh\nscript/dema\n```", "script/dema"],
    ["a code", "`registry-deneid`", "registry-deneid"],
    ["a command", "`tagstream undo`", "tagstream undo"],
    ["an option", "```sh\ntagstream plan --events push # x\n```", "--events"],
    ["an npm script", "`npm run doc`", "npm run doc"],
  ])("an invented one would be found: %s", (_, text, found) => {
    expect(inventions(plant(page("README.md"), text))).toEqual([found]);
  });
});
