/** Faults planted in examples: what examples.test.ts would find in the documentation. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { configurationSpanFaults } from "../support/doc-examples/configuration-spans.ts";
import { type Example, examplesOf } from "../support/doc-examples/kind.ts";
import { exampleKinds, faultsOfExample } from "../support/doc-examples/kinds.ts";
import { spanFaults } from "../support/doc-examples/spans.ts";
import { removeFolders } from "../support/git.ts";
import { root } from "../support/workflow-files.ts";

afterAll(removeFolders);

const examplesIn = (file: string): Example[] => examplesOf({ path: file, text: readFileSync(path.join(root, file), "utf8") });
/** The faults of an example of this text. */
async function faultsOf(language: string, text: string, file = "x.md"): Promise<string> {
  const [example] = examplesOf({ path: file, text: `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n` });
  return example ? (await faultsOfExample(example)).join("\n") : "no example";
}

describe("a block that is no kind of example", () => {
  test.each([
    ["no language", "", "tagstream plan"],
    ["a language that no kind has", "console", "$ tagstream plan"],
    ["an output that no kind prints", "text", "3 images are fresh"],
    ["YAML that is nothing", "yaml", "on: push"],
    ["JSON that is nothing", "json", "{}"],
  ])("is found: %s", async (_, language, text) => {
    expect(await faultsOf(language, text, "docs/x.md")).toMatch(/^docs\/x\.md:2: this block is no kind of example/);
  });

  test("one of two kinds is found", async () => {
    const [example] = examplesIn("docs/guide/scan.md");
    if (!example) throw new TypeError("no example");
    expect(await faultsOfExample(example, [...exampleKinds, ...exampleKinds])).toEqual([
      "docs/guide/scan.md:15: this block is configuration and configuration",
    ]);
  });

  test("in a list, and without an end", () => {
    expect(examplesOf({ path: "x.md", text: "1. x\n\n   ~~~sh\n   ls\n     -l\n   ~~~\n" })).toEqual([
      { page: "x.md", above: "1. x\n", language: "sh", text: "ls\n  -l\n", line: 4 },
    ]);
    expect(() => examplesOf({ path: "x.md", text: "x\n```sh\nls\n" })).toThrow("line 2: its block has no end");
  });
});

describe("a faulty configuration is found", () => {
  test.each<[what: string, text: string, found: RegExp]>([
    ["an unknown key", "images: { squid: { contxt: . } }", /context/],
    ["a value of the wrong form in a part", "rebuild: { stale: soon }", /stale/],
    ["two images with one tag", "tag: same\nstreams: { a: {}, b: {} }\nimages: { squid: { context: . } }", /config-/],
    ["a key without an effect", "aliases: [{ tag: x, when: { stream: none } }]\nimages: { a: { context: . } }", /none/],
    ["a unit that no event plans", "streams: { a: { from: { tag: v } } }\nimages: { a: { context: . } }", /version/],
  ])("%s", async (_, text, found) => {
    expect(await faultsOf("yaml", text)).toMatch(found);
  });
});

describe("a faulty workflow is found", () => {
  const [workflow = ""] = examplesIn("docs/guide/quick-start.md").flatMap(({ text }) => (text.includes("jobs:") ? [text] : []));
  test.each<[what: string, text: string, found: RegExp]>([
    ["an input that the action does not have", workflow.replace(/with: \{ only.*/, "with: { stream: x }"), /stream/],
    ["an input of another command", workflow.replace(/with: \{ only.*/, "with: { job: x }"), /`run` has no input job/],
    ["an input that is missing", "- uses: OWNER/tagstream@v1\n  with: { command: hold }", /needs the input `only`/],
    ["a value that is none", "- uses: OWNER/tagstream@v1\n  with: { dry-run: maybe }", /neither true nor false/],
    ["a permission that does not exist", workflow.replace("packages: write", "package: write"), /package/],
    ["a script with a wrong call", "- run: npx tagstream@1 init --chek", /Unknown option --chek/],
  ])("%s", async (_, text, found) => {
    expect(await faultsOf("yaml", text)).toMatch(found);
  });
});

describe("a faulty pinned file is found", () => {
  const policy = examplesIn("docs/guide/deploy-what-was-tested.md").find(({ text }) => text.includes("ImagePolicy"));
  test.each<[what: string, text: string, found: RegExp]>([
    ["an image without a digest", "image: ghcr.io/octo/squid:release-20261123-0617", /not pinned/],
    ["an image that Tagstream would leave", "image: ghcr.io/octo/squid:mine", /is left/],
    ["a policy that follows timestamps", (policy?.text ?? "").replace(/policy: .*/, "policy: { numerical: {} }"), /neither/],
  ])("%s", async (_, text, found) => {
    expect(await faultsOf("yaml", text)).toMatch(found);
  });
});

test.each<[what: string, line: string, found: string | RegExp]>([
  ["syntax", "for x in; do", /syntax error/],
  ["an unknown command", "tagstream undo", "no command undo"],
  ["an unknown option", "tagstream plan --events push", "Unknown option --events. Did you mean --event?"],
  ["an option of another command", "tagstream check --event push", "`check` has no option --event"],
  ["a command without what it needs", "tagstream hold --only squid", "needs the input `reason`"],
  ["an event without a plan", "tagstream plan --event issues", 'Unknown event "issues"'],
  ["a value of another form", "tagstream changes --from yesterday", "neither `previous`, nor a timestamp"],
  ["an unknown shell", 'eval "$(tagstream completion tcsh)"', 'no SHELL "tcsh"'],
  ["in a process substitution", "source <(tagstream completin zsh)", "One command at a time"],
  ["after a pipe, in a loop", "for f in *; do sort | tagstream init --chek; done", "Unknown option --chek"],
  ["units of three parts", "tagstream history --only a:b:c", "only: a:b:c selects no unit"],
  ["a verdict without a word", "tagstream verify --only a:b --to 20261123-0617 --reason x", "neither a verdict nor undo"],
  ["an expiry that is none", "tagstream hold --only a --reason x --expires soon", 'expires: "soon"'],
  ["npx with another package", "npx tagstreem plan", "npx runs another package: tagstreem"],
  ["in the image", "docker run --rm ghcr.io/OWNER/tagstream:release histori", "no command histori"],
  ["an unknown workflow", "gh workflow run rollbak.yml -f only=x", "neither a template nor the workflow of `init`"],
  ["a field that the form does not have", "gh workflow run rollback.yml -f only=x -f reasons=y", "the form has no input reasons"],
  ["a field that the form needs", "gh workflow run rollback.yml -f reason=y", "the form needs only"],
  ["a choice that is none", "gh workflow run rollback.yml -f command=undo -f only=x", "command cannot be undo"],
  ["a tick that is none", "gh workflow run rollback.yml -f only=x -f reason=y -f dry-run=no", "dry-run is true or false"],
  ["what the command then lacks", "gh workflow run rollback.yml -f only=x", "needs the input `reason`"],
  ["a script that is not there", "script/dema", "there is no script/dema"],
  ["an option that a script does not have", "script/test --chnged", "script/test has no option --chnged"],
  ["a word that a script does not have", "script/engine stop", "script/engine has no stop"],
  ["an npm script", "npm run doc", "there is no npm script doc"],
  ["an option of an npm script", "npm run chaos -- --case 3", "chaos has no option --case"],
  ["test files", "npm test -- __tests__/core/tag-", "__tests__/core/tag- has no test"],
  ["another program", "helm install x", "helm is no program that examples call"],
])("a faulty command is found: %s", async (_, line, found) => {
  expect(await faultsOf("sh", line)).toMatch(found);
});

test.each([
  ["an option", "`tagstream plan --events push`", "--events"],
  ["over the end of a line", "`tagstream\nplan --events push`", "--events"],
  ["a form", "`gh workflow run verify.yml -f units=x`", "units"],
])("a faulty command in prose is found: %s", (_, text, found) => {
  expect(spanFaults({ text }).join()).toMatch(found);
});

test.each([
  ["a key", "`rebuild: { evry: 7d }`", 'unknown key "evry"'],
  ["a value", "`rebuild: { every: weekly }`", "a duration is"],
])("a faulty configuration in prose is found: %s", (_, text, found) => {
  expect(configurationSpanFaults({ text }).join()).toMatch(found);
});

describe("an output that Tagstream would not print is found", () => {
  const pages = ["command-line", "starting", "sources", "fresh-to-stable", "many-runners", "scan", "what-changed", "rollback"];
  const outputs = [...pages, "small-registry", "doctor"]
    .flatMap((name) => examplesIn(`docs/guide/${name}.md`))
    .filter(({ language }) => language === "text");

  test("at least one of each kind is looked at", () => {
    expect(outputs.length).toBeGreaterThanOrEqual(11);
  });

  test.each(outputs)("a changed word in $page:$line", async (example) => {
    const words = [...example.text.matchAll(/[a-z]{3,}/g)];
    const { index = 0, 0: word = "" } = words.at(-1) ?? {};
    const text = `${example.text.slice(0, index)}x${word}${example.text.slice(index + word.length)}`;
    expect(await faultsOfExample({ ...example, text })).not.toEqual([]);
  });

  test("lines that are left out without `…`, and an end that is missing", async () => {
    const table = outputs.find(({ text }) => text.startsWith("tagstream plan ·"));
    if (!table) throw new TypeError("no plan");
    const lines = table.text.split("\n");
    expect(await faultsOf("text", lines.filter((line) => line !== "  …").join("\n"))).toMatch("after it Tagstream prints");
    expect(await faultsOf("text", lines.filter((line) => !line.includes("worker:edge")).join("\n"))).toMatch("Tagstream prints");
  });
});

test.each<[what: string, language: string, text: string, found: RegExp]>([
  ["a drawing", "text", "base ──▶ runtme", /an arrow leads to runtme/],
  [
    "a tree of sources",
    "text",
    "src/\n  core/   pure: confg/\n  corr/",
    /no src\/corr\n.*src\/core has no confg\n.*src\/action.ts is not in it/,
  ],
  ["a pattern for all tags", "text", "^.*$", /it is for release, too/],
  ["a pattern without sequences", "text", "^.*-20[0-9]{6}-[0-9]{4}$", /it leaves out release-20261123-0617-01/],
  ["a row of `published`", "json", '[{ "unit": "a:b", "tag": "x" }]', /repository/],
  ["`published` with an invented word", "json", '[{ "unit": "a:b", "how": "pulled" }]', /how/],
  ["TypeScript", "ts", "const = 1;", /Expected identifier/],
  ["an import", "ts", 'import { x } from "./none.ts";', /there is no/],
  ["a Dockerfile", "dockerfile", "FROM ghcr.io/octo-org/other:release", /no base/],
  ["a badge", "md", "![x](https://octo-org.github.io/images/badges/squid.svg)", /no badge that Tagstream writes/],
  ["a changeset", "md", '---\n"tagstream": small\n---\n\nx', /begins with a line/],
])("a fault is found: %s", async (_, language, text, found) => {
  expect(await faultsOf(language, text)).toMatch(found);
});
