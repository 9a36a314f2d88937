import { expect, test } from "@jest/globals";
import type { Sample } from "../../../src/core/existing/sample.ts";
import { propose, push, release } from "./support.ts";

const minor = ({ version }: Sample) => version.split(".").slice(0, 2).join(".");
const major = ({ version }: Sample) => version.split(".")[0] ?? "";
const short = ({ sha }: Sample) => `sha-${sha.slice(0, 7)}`;

const noPullRequests = "No stream comes from main, so pull requests build nothing. To build them, add `edge: {}` to `streams`.";

test("git tags alone: a stream of releases, and the lines of versions", () => {
  const found = propose((one) => [{ tags: [[release(one), one.version, minor(one), major(one), "latest"]] }]);
  expect(found).toEqual({
    yaml: `streams:
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
aliases:
  - { tag: latest } # each rebuild of the newest release moves it, too
versions: { stream: release } # only git tags write these
images:
  app: { context: . }
`,
    rows: [
      "1.4.2 on git tag: same version",
      "1.4 on git tag: same version",
      "1 on git tag: same version",
      "latest on git tag: same alias",
    ],
    notes: [noPullRequests],
    left: [],
  });
});

test("versions with a v, of git tags without", () => {
  const found = propose((one) => [{ tags: [[release(one, "{version}"), `v${one.version}`, `v${minor(one)}`]] }]);
  expect(found.yaml).toBe(`streams:
  release: { from: { tag: "{version}" } } # the newest release, rebuilt to stay fresh
# only git tags write these
versions: { git-tag: "{version}", tags: ["v{version}", "v{major}.{minor}"] }
images:
  app: { context: . }
`);
  expect(found.rows).toEqual(["v1.4.2 on git tag: same version", "v1.4 on git tag: same version"]);
});

test("lines without the whole version are aliases", () => {
  const found = propose((one) => [{ tags: [[release(one), minor(one), "stable"]] }]);
  expect(found.yaml).toBe(`streams:
  stable: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
aliases:
  - { tag: "{major}.{minor}" } # each rebuild of that version moves it
images:
  app: { context: . }
`);
  expect(found.rows).toEqual(["1.4 on git tag: same alias", "stable on git tag: same stream"]);
});

test("edge and releases, whose builds know their version", () => {
  const found = propose((one) => [
    { recipe: { args: { VERSION: "edge", BASE: "3.10" } }, tags: [[push(one), "edge", short(one)]] },
    {
      recipe: { args: { VERSION: one.version, BASE: "3.10" } },
      tags: [[release(one), one.version, minor(one), "latest", short(one)]],
    },
  ]);
  expect(found).toEqual({
    yaml: `streams:
  edge: { args: { VERSION: edge } } # each push to main
  # the newest release, rebuilt to stay fresh
  release: { from: { tag: "v{version}" }, args: { VERSION: "{version}" } }
aliases:
  - { tag: "sha-{sha:7}", when: { stream: edge } }
  - { tag: latest, when: { stream: release } } # each rebuild of the newest release moves it, too
versions: { stream: release, tags: ["{version}", "{major}.{minor}"] } # only git tags write these
images:
  app: { context: ., args: { BASE: "3.10" } }
`,
    rows: [
      "edge on main: same stream",
      "sha-4be1c0f on main: same alias",
      "1.4.2 on git tag: same version",
      "1.4 on git tag: same version",
      "latest on git tag: same alias",
      "sha-4be1c0f on git tag: same text, alias, pushes to main and rebuilds write it",
    ],
    notes: [],
    left: [],
  });
});

test("latest of pushes and of git tags: the newest release keeps it", () => {
  const found = propose((one) => [
    {
      tags: [
        [push(one), "latest"],
        [release(one), one.version, "latest"],
      ],
    },
  ]);
  expect(found).toEqual({
    yaml: `streams:
  edge: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
aliases:
  - { tag: latest, when: { stream: release } } # each rebuild of the newest release moves it, too
versions: { stream: release, tags: ["{version}"] } # only git tags write these
images:
  app: { context: . }
`,
    rows: [
      "latest on main: same text, alias, releases and rebuilds write it",
      "1.4.2 on git tag: same version",
      "latest on git tag: same alias",
    ],
    notes: ["Today several sources write the tag latest. With Tagstream it shows the newest release."],
    left: [],
  });
});
