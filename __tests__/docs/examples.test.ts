/** Every example of the documentation: each is of one kind, and what its kind checks holds. Planted faults: example-faults.test.ts. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { configurationSpanFaults } from "../support/doc-examples/configuration-spans.ts";
import { examplesOf } from "../support/doc-examples/kind.ts";
import { exampleKinds, faultsOfExample } from "../support/doc-examples/kinds.ts";
import { spanFaults } from "../support/doc-examples/spans.ts";
import { removeFolders } from "../support/git.ts";
import { pages } from "../support/markdown.ts";
import { root } from "../support/workflow-files.ts";

afterAll(removeFolders);

const all = pages();
const written = all.map((page) => ({ path: page.path, examples: examplesOf(page) }));

test.each(written.filter(({ examples }) => examples.length > 0))("the examples of $path hold", async ({ examples }) => {
  expect((await Promise.all(examples.map((example) => faultsOfExample(example)))).flat()).toEqual([]);
});

test.each(all)("the commands in the prose of $path are ones that their programs take", (page) => {
  expect(spanFaults(page)).toEqual([]);
});

test.each(all)("a configuration takes the keys in the prose of $path", (page) => {
  expect(configurationSpanFaults(page)).toEqual([]);
});

test("every kind has an example", () => {
  const examples = written.flatMap((page) => page.examples);
  expect(exampleKinds.filter((kind) => !examples.some((example) => kind.is(example))).map(({ name }) => name)).toEqual([]);
});

describe("the quick start", () => {
  test("its workflow and that of examples/minimal have the same events, rights and queue", () => {
    const parts = (text: string) => {
      const { on, permissions, concurrency } = parse(text) as Record<string, unknown>;
      return { on, permissions, concurrency };
    };
    const quickStart = written.find((one) => one.path === "docs/guide/quick-start.md");
    const workflow = quickStart?.examples.find(({ text }) => text.includes("jobs:"));
    const example = readFileSync(path.join(root, "examples/minimal/.github/workflows/images.yml"), "utf8");
    expect(parts(example)).toEqual(parts(workflow?.text ?? ""));
    expect(parts(example).permissions).toMatchObject({ packages: "write", issues: "read" });
  });
});
