import { describe, expect, test } from "@jest/globals";
import { needsOf, type WorkflowNeeds } from "../../../src/core/workflow/needs.ts";
import type { WorkflowSettings } from "../../../src/core/workflow/settings.ts";
import { configurationOf, settingsOf } from "../../support/written-workflows.ts";

function needs(text: string, changes: Partial<WorkflowSettings> = {}): WorkflowNeeds {
  const configuration = configurationOf(text);
  return needsOf(configuration, settingsOf(configuration, changes));
}

const image = "images: { app: { context: . } }\n";
const many = (count: number): string =>
  `images:\n${Array.from({ length: count }, (_, index) => `  app-${index}: { context: . }\n`).join("")}`;
const chain =
  "images: { a: { context: . }, b: { context: b, base: a }, c: { context: c, base: b }, d: { context: d, base: c } }\n";

describe("what the workflow of a configuration needs", () => {
  test("one image: the default branch, its registry, and one job", () => {
    expect(needs(image)).toEqual({
      branches: ["main"],
      gitTags: [],
      scheduled: true,
      onlyDue: false,
      proposals: true,
      published: ["ghcr.io"],
      proposed: ["ghcr.io"],
      followers: false,
      keepsFresh: false,
      notifies: false,
      pins: [],
      retention: false,
      secrets: [],
      emulates: false,
      ownMachines: false,
      levels: undefined,
    });
  });

  const refs: [what: string, text: string, branches: string[], gitTags: string[]][] = [
    [
      "a branch with characters that have a meaning",
      'streams: { a: { from: { branch: "c++" } }, b: {} }\n',
      ["main", "c\\+\\+"],
      [],
    ],
    ["releases alone", 'streams: { a: { from: { tag: "v{version}" } } }\n', [], ["v[0-9]*"]],
    [
      "releases, and versions in the same form",
      'streams: { a: { from: { tag: "v{version}" } } }\nversions: { stream: a }\n',
      [],
      ["v[0-9]*"],
    ],
    [
      "a form with text after the version",
      'versions: { stream: release, git-tag: "v{version}+{image}" }\n',
      ["main"],
      ["v[0-9]*\\+app"],
    ],
  ];
  test.each(refs)("%s", (_, text, branches, gitTags) => {
    const found = needs(`${text}${image}`);
    expect({ branches: found.branches, gitTags: found.gitTags }).toEqual({ branches, gitTags });
  });

  const levels: [what: string, text: string, levels: number | undefined][] = [
    ["eight images in one job", many(8), undefined],
    ["nine images on many machines", many(9), 1],
    [
      "a native runner",
      `runners: { linux/arm64: ubuntu-24.04-arm }\nimages: { app: { context: ., platforms: [linux/amd64, linux/arm64] } }\n`,
      1,
    ],
    ["a limit that no chain reaches", `jobs: { max-units: 4 }\n${chain}`, 1],
    ["a chain in two levels", `jobs: { max-units: 2 }\n${chain}`, 2],
    ["a chain in three levels, which are the most", `jobs: { max-units: 1 }\n${chain}`, 3],
  ];
  test.each(levels)("%s", (_, text, expected) => {
    expect(needs(text).levels).toBe(expected);
  });

  const both = "images: { app: { context: ., platforms: [linux/amd64, linux/arm64] } }\n";
  const arm = "images: { app: { context: ., platforms: [linux/arm64] } }\n";
  const emulation: [what: string, text: string, runner: string, emulates: boolean][] = [
    ["arm64 on amd64", arm, "ubuntu-24.04", true],
    ["arm64 on a machine of its own", `runners: { linux/arm64: ubuntu-24.04-arm }\n${both}`, "ubuntu-24.04", false],
    ["arm64 where all machines are", arm, "ubuntu-24.04-arm", false],
    ["amd64 where all machines are arm64", image, "ubuntu-24.04-arm", true],
    ["arm64 where the configuration says so", `runners: { default: ubuntu-24.04-arm }\n${arm}`, "ubuntu-24.04", false],
  ];
  test.each(emulation)("emulation: %s", (_, text, runner, emulates) => {
    expect(needs(text, { runner }).emulates).toBe(emulates);
  });

  test("secrets of builds: not the runner's own variables, and not files", () => {
    const secrets = "[NPM_TOKEN, GITHUB_TOKEN, GITHUB_ACTOR, { id: key, src: /etc/key }, { id: npm, env: NPM_TOKEN }]";
    expect(needs(`images: { app: { context: ., secrets: ${secrets} } }\n`).secrets).toEqual(["NPM_TOKEN", "GITHUB_TOKEN"]);
  });
});
