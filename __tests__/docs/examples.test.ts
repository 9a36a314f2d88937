import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse, parseDocument } from "yaml";
import { loadConfiguration } from "../../src/core/config/index.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import { blocksOf, type Page, pages } from "../support/markdown.ts";
import { pinnedFaults } from "../support/pinned-examples.ts";
import { root } from "../support/workflow-files.ts";
import { findProblems } from "../support/workflow-validation.ts";

const all = pages();
const page = (name: string): Page => all.find((one) => one.path === name) as Page;
const quickStart = page("docs/guide/quick-start.md");

/** What is wrong with a page's YAML examples: each is a configuration, a workflow, steps of one, or a file with a pinned image. */
async function faultsOf(one: Page): Promise<string[]> {
  const examples = blocksOf(one).filter(({ language }) => language === "yaml");
  const faults = await Promise.all(
    examples.map(async ({ text, line }) => {
      const content: unknown = parseDocument(text).toJS() ?? {};
      const keys = Object.keys(content as object);
      const found = Array.isArray(content)
        ? await workflowFaults(aroundSteps(text))
        : keys.includes("images") && !keys.includes("apiVersion")
          ? configurationFaults(text)
          : keys.includes("jobs")
            ? await workflowFaults(text)
            : pinnedFaults(text);
      return found.map((fault) => `line ${line}: ${fault}`);
    }),
  );
  return faults.flat();
}

function configurationFaults(text: string): string[] {
  const kindOf = (file: string) => (/\.sh$|Dockerfile$|VERSION$/.test(file) ? "file" : "folder");
  const textOf = (file: string) => ({ text: file.endsWith("VERSION") ? "1.4.2\n" : "FROM x\nARG SQUID_VERSION=6.13\n" });
  try {
    return loadConfiguration({ text, file: "tagstream.yml", owner: "Octo", kindOf, textOf }).warnings.map(
      ({ message }) => message,
    );
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
  const policy = blocksOf(page("docs/guide/deploy-what-was-tested.md")).find(({ text }) => text.includes("ImagePolicy"));
  const [workflow] = blocksOf(quickStart).filter(({ text }) => text.includes("jobs:"));

  test.each([
    ["docs/guide/quick-start.md", 3],
    ["docs/guide/deploy-what-was-tested.md", 11],
    ["docs/guide/values.md", 5],
    ["docs/guide/versions.md", 4],
    ["docs/reference/configuration.md", 2],
  ])("%s has %d", (name, count) => {
    expect(blocksOf(page(name)).filter(({ language }) => language === "yaml")).toHaveLength(count);
  });

  test("the quick start's workflow and that of examples/minimal have the same events, rights and queue", () => {
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
    ["an image without a digest", "image: ghcr.io/octo/squid:release-20261123-0617", /not pinned/],
    ["an image that Tagstream would leave", "image: ghcr.io/octo/squid:mine", /is left/],
    ["a policy that follows timestamps", (policy?.text ?? "").replace(/policy: .*/, "policy: { numerical: {} }"), /neither/],
  ])("a faulty one would be found: %s", async (_, text, found) => {
    expect((await faultsOf({ path: "x.md", text: `\`\`\`yaml\n${text}\n\`\`\`\n` })).join()).toMatch(found);
  });
});
