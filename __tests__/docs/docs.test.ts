import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse, parseDocument } from "yaml";
import { loadConfiguration } from "../../src/core/config/index.ts";
import { codes } from "../../src/core/lib/error-codes.ts";
import { Failure } from "../../src/core/lib/problem.ts";
import { commands } from "../../src/ports/request.ts";
import { inputNames } from "../../src/request.ts";
import { errorGroups, fillIn, generatedParts } from "../../tools/readme-parts.ts";
import { blocksOf, codeSpans, deadLinks, type Page, pages } from "../support/markdown.ts";
import { action, root } from "../support/workflow-files.ts";
import { findProblems } from "../support/workflow-validation.ts";

const all = pages();
const page = (name: string): Page => all.find((one) => one.path === name) as Page;
const readme = page("README.md");
const parts = generatedParts(root);
const plant = (one: Page, text: string): Page => ({ ...one, text: `${one.text}\n${text}\n` });

describe("what README.md has from elsewhere", () => {
  test("is as its sources have it: if not, `npm run build && npm run docs`", () => {
    expect(readme.text === fillIn(readme.text, parts)).toBe(true);
  });

  test.each([...parts.keys()])("a stale part would be seen: %s", (name) => {
    const stale = readme.text.replace(`<!-- begin generated: ${name} -->\n`, (begin) => `${begin}old\n`);
    expect(fillIn(stale, parts)).not.toBe(stale);
  });

  test("every code, input, output and key is in it", () => {
    const { outputs } = parse(action.text) as { outputs: object };
    for (const name of [
      ...Object.keys(codes),
      ...inputNames,
      ...Object.keys(outputs),
      "aliases[].timestamps",
      "matrix.NAME",
      "within",
    ])
      expect(readme.text).toContain(`| \`${name}\` |`);
  });

  test("a code of a kind that has no group yet has a place all the same", () => {
    expect(errorGroups({ "hold-expired": "It is over." })).toContain("| `hold-expired` | It is over. |");
  });
});

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
const help = parts.get("help") ?? "";

function unknownCommands(text: string): string[] {
  const [, script] = /\bnpm run (?:--silent )?([\w:-]+)/.exec(text) ?? [];
  const [, rest] = /(?:^|\s)tagstream (?!·)(.+)$/.exec(text.replace(/\s#.*$/, "")) ?? [];
  const [command = "", ...words] = (rest ?? "").split(/\s+/).filter((word) => word !== "");
  const known = command === "" || command.startsWith("--") || commands.some((name) => name === command);
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
    expect(inventions(plant(readme, text))).toEqual([found]);
  });

  test("inputs in prose are inputs: an action's `with` is GitHub's language service's to check, below", () => {
    expect(inputNames.filter((name) => !readme.text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("links", () => {
  test.each(all)("of $path lead somewhere", (one) => {
    expect(deadLinks(one)).toEqual([]);
  });

  test.each(["docs/desing.md", "#limit-today", "docs/design.md#99-code", "docs/decisions/0000.md"])(
    "a dead one would be found: %s",
    (target) => {
      expect(deadLinks(plant(readme, `[x](${target})`))).toEqual([target]);
      expect(deadLinks(plant(readme, `[x][y]\n\n[y]: ${target}`))).toEqual([target]);
    },
  );

  test("every decision has its number once, and in order", () => {
    const numbers = all.flatMap((one) => /^docs\/decisions\/(\d{4})-/.exec(one.path)?.[1] ?? []);
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, "0")));
  });
});

/** What is wrong with a page's YAML examples: each is a configuration, a workflow, or steps of one. */
async function faultsOf(one: Page): Promise<string[]> {
  const examples = blocksOf(one).filter(({ language }) => language === "yaml");
  const faults = await Promise.all(
    examples.map(async ({ text, line }) => {
      const content: unknown = parseDocument(text).toJS() ?? {};
      const keys = Object.keys(content as object);
      const found = Array.isArray(content)
        ? await workflowFaults(aroundSteps(text))
        : keys.includes("jobs")
          ? await workflowFaults(text)
          : keys.includes("images")
            ? configurationFaults(text)
            : ["neither"];
      return found.map((fault) => `line ${line}: ${fault}`);
    }),
  );
  return faults.flat();
}

function configurationFaults(text: string): string[] {
  const kindOf = (file: string) => (/\.sh$|Dockerfile$/.test(file) ? "file" : "folder");
  try {
    return loadConfiguration({ text, file: "tagstream.yml", owner: "Octo", kindOf }).warnings.map(({ message }) => message);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.map(({ code, message }) => `${message} [${code}]`);
  }
}

/** The least workflow that has these steps. */
function aroundSteps(steps: string): string {
  const indented = steps.replace(/^/gm, "      ");
  return `on: push\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n${indented}`;
}

async function workflowFaults(text: string): Promise<string[]> {
  return findProblems({ path: "README.yml", text: text.replaceAll("OWNER/", "octo/") });
}

describe("examples in YAML", () => {
  const examples = all.filter((one) => blocksOf(one).some(({ language }) => language === "yaml"));
  const [workflow] = blocksOf(readme).filter(({ text }) => text.includes("jobs:"));

  test("README.md has a workflow, and a short, a long and a versioned configuration", () => {
    expect(blocksOf(readme).filter(({ language }) => language === "yaml")).toHaveLength(4);
  });

  test("README.md's workflow and that of examples/minimal have the same events, rights and queue", () => {
    const parts = (text: string) => {
      const { on, permissions, concurrency } = parse(text) as Record<string, unknown>;
      return { on, permissions, concurrency };
    };
    const example = readFileSync(path.join(root, "examples/minimal/.github/workflows/images.yml"), "utf8");
    expect(parts(example)).toEqual(parts(workflow?.text ?? ""));
    expect(parts(example).permissions).toMatchObject({ packages: "write", issues: "read" });
  });

  test.each(examples)("of $path are accepted", async (one) => {
    expect(await faultsOf(one)).toEqual([]);
  });

  test.each<[what: string, text: string, found: RegExp]>([
    ["an unknown key", "images: { squid: { contxt: . } }", /context/],
    [
      "an input that the action does not have",
      (workflow?.text ?? "").replace(/tagstream@v1/, "tagstream@v1\n        with: { stream: x }"),
      /stream/,
    ],
    ["a permission that does not exist", (workflow?.text ?? "").replace("packages: write", "package: write"), /package/],
    ["something else", "on: push", /neither/],
  ])("a faulty one would be found: %s", async (_, text, found) => {
    expect((await faultsOf({ path: "x.md", text: `\`\`\`yaml\n${text}\n\`\`\`\n` })).join()).toMatch(found);
  });
});

describe("restraint", () => {
  test("the command line's help fits one screen", () => {
    expect(help.split("\n").length).toBeLessThanOrEqual(34);
  });

  test("the README's tables have no padding", () => {
    expect(readme.text.split("\n").filter((line) => /^\|.*\S {2,}\|/.test(line))).toEqual([]);
  });
});
