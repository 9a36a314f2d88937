import { expect, test } from "@jest/globals";
import type { Sample } from "../../../src/core/existing/sample.ts";
import { factsOf, nightly, propose, pullRequest, push, release } from "./support.ts";

const short = ({ sha }: Sample) => `sha-${sha.slice(0, 7)}`;

test("metadata-action without rules: the branch, git tags with latest, pull requests", () => {
  const found = propose((one) => [
    {
      tags: [
        [push(one), one.defaultBranch],
        [release(one), `v${one.version}`, "latest"],
        [pullRequest, `pr-${one.number}`],
      ],
    },
  ]);
  expect(found).toEqual({
    yaml: `streams:
  main: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
aliases:
  - { tag: latest, when: { stream: release } } # each rebuild of the newest release moves it, too
versions: { stream: release, tags: ["v{version}"] } # only git tags write these
images:
  app: { context: . }
`,
    rows: [
      "main on main: same stream",
      "v1.4.2 on git tag: same version",
      "latest on git tag: same alias",
      "pr-123 on pull request: replaced by rc.main.pr-123",
    ],
    notes: [],
    left: [],
  });
});

test("the branch, the commit and latest on each push", () => {
  const found = propose((one) => [{ tags: [[push(one), one.defaultBranch, short(one), "latest"]] }]);
  expect(found).toEqual({
    yaml: `streams:
  main: {} # each push to main
aliases: [{ tag: "sha-{sha:7}" }, { tag: latest }]
images:
  app: { context: . }
`,
    rows: ["main on main: same stream", "sha-4be1c0f on main: same alias", "latest on main: same alias"],
    notes: [],
    left: [],
  });
});

test("latest alone becomes the stream, and release needs no `streams`", () => {
  expect(propose((one) => [{ tags: [[push(one), "latest"]] }]).yaml).toBe(`streams:
  latest: {} # each push to main
images:
  app: { context: . }
`);
  expect(propose((one) => [{ tags: [[push(one), "release"]] }]).yaml).toBe(`images:
  app: { context: . }
`);
});

test("maintenance branches are streams, and branches for changes are none", () => {
  const found = propose((one) => [
    {
      tags: [
        [push(one), "edge"],
        [{ on: "branch", branch: "3.22-stable" }, "3.22"],
        [{ on: "branch", branch: "3.23-stable" }, "3.23", "latest"],
        [{ on: "branch", branch: "feature/login" }, "feature-login"],
      ],
    },
  ]);
  const why = "the branch feature/login looks like one for a change: its pull request gets candidates instead";
  expect(found).toEqual({
    yaml: `streams:
  edge: {} # each push to main
  "3.22": { from: { branch: 3.22-stable } } # each push to 3.22-stable
  "3.23": { from: { branch: 3.23-stable } } # each push to 3.23-stable
aliases: [{ tag: latest, when: { stream: "3.23" } }]
images:
  app: { context: . }
`,
    rows: [
      "edge on main: same stream",
      "3.22 on 3.22-stable: same stream",
      "3.23 on 3.23-stable: same stream",
      "latest on 3.23-stable: same alias",
      `feature-login on feature/login: not written, ${why}`,
    ],
    notes: [],
    left: [
      {
        repository: "ghcr.io/octo-org/app",
        tag: "feature-login",
        place: { file: ".github/workflows/publish.yml", line: 14 },
        why,
      },
    ],
  });
});

test("a nightly schedule with the day", () => {
  const found = propose((one) => {
    const day = one.time.slice(0, 10);
    return [
      {
        tags: [
          [push(one), "main"],
          [nightly, "main", "nightly", day.replaceAll("-", ""), `nightly-${day}`],
        ],
      },
    ];
  });
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
aliases:
  - { tag: nightly } # each push moves it, too
  - { tag: "{date}" } # each push moves it, too
images:
  app: { context: . }
`);
  const why = "no placeholder gives a time in this form: `{date}` is a day as YYYYMMDD, and timestamp tags have the minute";
  expect(found.rows).toEqual([
    "main on main, schedule: same stream",
    "nightly on schedule: same text, alias, pushes to main move it, too",
    "20261123 on schedule: same text, alias, pushes to main move it, too",
    `nightly-2026-11-23 on schedule: not written, ${why}`,
  ]);
});

test("a version from a file", () => {
  const found = propose(
    (one) => [{ recipe: { args: { VERSION: "2.3.1" } }, tags: [[push(one), "latest", "2.3.1", "2.3", "2"]] }],
    factsOf({ Dockerfile: "", VERSION: "2.3.1\n" }),
    { values: [{ file: "VERSION", text: "2.3.1", place: { file: "publish.yml", line: 3 } }] },
  );
  expect(found).toEqual({
    yaml: `streams:
  latest: {} # each push to main
aliases:
  - { tag: "{version}" }
  - { tag: "{version.major}.{version.minor}" }
  - { tag: "{version.major}" }
values: { version: { file: VERSION } }
images:
  app: { context: ., args: { VERSION: "{version}" } }
`,
    rows: ["latest on main: same stream", "2.3.1 on main: same alias", "2.3 on main: same alias", "2 on main: same alias"],
    notes: [],
    left: [],
  });
});

test("texts that the grammar of tags keeps for itself are left out, each with the reason", () => {
  const found = propose((one) => [
    {
      tags: [
        [push(one), "rc.1", "main-20260101-0000", "main", one.version, one.sha.slice(0, 5)],
        [release(one), one.version, `${one.version}-main`],
      ],
    },
  ]);
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
versions: { stream: release, tags: ["{version}"] } # only git tags write these
images:
  app: { context: . }
`);
  const clash =
    'with it the configuration would be invalid: "{version}" and "{version}-main" would both give app:release a version tag like 1.4.2-main: change one of them';
  expect(found.rows).toEqual([
    "rc.1 on main: not written, tags that begin with `rc.` are reserved for release candidates",
    "main-20260101-0000 on main: not written, a tag that ends like a timestamp looks like a timestamp tag",
    "main on main: same stream",
    "1.4.2 on main: same text, version, only git tags write it",
    "4be1c on main: not written, `{sha:N}` gives 7 digits of a commit or more",
    "1.4.2 on git tag: same version",
    `1.4.2-main on git tag: not written, ${clash}`,
  ]);
  expect(found.left.map(({ tag, why }) => `${tag}: ${why}`)).toEqual(
    found.rows.flatMap((row) => {
      const [, tag, why] = /^(\S+) on .*: not written, (.*)$/.exec(row) ?? [];
      return tag === undefined ? [] : [`${tag}: ${why}`];
    }),
  );
});

test("everything of a recipe", () => {
  const found = propose(
    (one) => [
      {
        recipe: {
          context: "src",
          dockerfile: "docker/Dockerfile",
          target: "app",
          platforms: ["linux/amd64", "linux/arm64"],
          args: { COMMIT: one.sha, DATE: one.time, DEBUG: "on", PYTHON: "3.10", HOME: "$" + "{HOME}", NAME: "{name}" },
          contexts: { tools: "tools" },
          secrets: [{ id: "TOKEN", env: "TOKEN" }, { id: "npmrc", src: "npmrc.txt" }, { id: "pip" }],
          labels: { "org.example.team": "octo", "org.example.commit": one.sha },
        },
        tags: [[push(one), "main"]],
      },
    ],
    factsOf({ "docker/Dockerfile": "", "src/main.c": "", "tools/a": "", "npmrc.txt": "" }),
    { runners: { default: "ubuntu-latest", platforms: { "linux/arm64": "ubuntu-24.04-arm" } } },
  );
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
runners: { default: ubuntu-24.04, linux/arm64: ubuntu-24.04-arm }
images:
  app:
    context: src
    dockerfile: ../docker/Dockerfile
    target: app
    platforms: [linux/amd64, linux/arm64]
    args: { DATE: "{built}", DEBUG: "on", PYTHON: "3.10", HOME: "\${HOME}", NAME: "{{name}}" }
    contexts: { tools: tools }
    secrets: [TOKEN, { id: npmrc, src: npmrc.txt }, { id: pip, env: PIP }]
    labels: { org.example.team: octo }
`);
  expect(found.notes).toEqual([
    "The build argument COMMIT is left out: it has the commit, which changes with every push, so nothing could be left unchanged.",
    "The build argument DATE is now the plan's timestamp, as 20261123-0617.",
    "The label org.example.commit is left out: its text changes from run to run. Tagstream writes the commit and the time itself.",
    "The image app needs pip as secrets: set their variables in the build job.",
  ]);
});

test("an image that an earlier step of the job prepares is left out, and so there is no configuration", () => {
  const found = propose((one) => [{ recipe: { context: "dist" }, tags: [[push(one), "main"]] }]);
  const why = "its build context dist is no folder of the repository: an earlier step makes it";
  expect(found).toEqual({
    yaml: "",
    rows: [],
    notes: ["No image is left whose tags Tagstream could write."],
    left: [{ repository: "ghcr.io/octo-org/app", tag: "main", place: { file: ".github/workflows/publish.yml", line: 11 }, why }],
  });
});
