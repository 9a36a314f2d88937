import { expect, test } from "@jest/globals";
import type { Sample } from "../../../src/core/existing/sample.ts";
import { factsOf, propose, push, release } from "./support.ts";

const minor = ({ version }: Sample) => version.split(".").slice(0, 2).join(".");

test("one variant without an ending, as official images have it", () => {
  const found = propose(
    (one) =>
      ["debian", "alpine"].map((base) => {
        const ending = base === "debian" ? "" : `-${base}`;
        return {
          matrix: { base },
          recipe: { dockerfile: `Dockerfile.${base}` },
          tags: [
            [push(one), `main${ending}`, ...(base === "debian" ? ["latest"] : [])],
            [release(one), `${one.version}${ending}`],
          ],
        };
      }),
    factsOf({ "Dockerfile.debian": "", "Dockerfile.alpine": "" }),
  );
  expect(found).toEqual({
    yaml: `streams:
  main: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
matrix:
  base: [debian, alpine]
  include: [{ base: debian, suffix: "" }, { base: alpine, suffix: "-alpine" }]
tag: "{stream}{suffix}"
aliases:
  - { tag: latest, when: { base: debian, stream: main } }
  - { tag: "{version}{suffix}", when: { stream: release } } # each rebuild of that version moves it
images:
  app: { context: ., dockerfile: "Dockerfile.{base}" }
`,
    rows: [
      "main on main: same stream",
      "latest on main: same alias",
      "1.4.2 on git tag: same alias",
      "main-alpine on main: same stream",
      "1.4.2-alpine on git tag: same alias",
    ],
    notes: [
      "Some tags in the repository of app are a version alone, others have an ending after it, as pre-releases have. So its version tags are aliases: rebuilds move them, and a git tag below the newest release, such as a patch of an older line, publishes nothing.",
    ],
    left: [],
  });
});

test("variants whose builds of git tags have the version as an argument, and those of a branch its name", () => {
  const found = propose(
    (one) =>
      ["debian", "alpine"].flatMap((base) => {
        const ending = base === "debian" ? "" : `-${base}`;
        const recipe = { dockerfile: `Dockerfile.${base}` };
        return [
          { matrix: { base }, recipe: { ...recipe, args: { VERSION: "main" } }, tags: [[push(one), `main${ending}`]] as const },
          {
            matrix: { base },
            recipe: { ...recipe, args: { VERSION: `v${one.version}` } },
            tags: [[release(one), `${one.version}${ending}`]] as const,
          },
        ];
      }),
    factsOf({ "Dockerfile.debian": "", "Dockerfile.alpine": "" }),
  );
  expect(found.yaml).toBe(`streams:
  main: { args: { VERSION: main } } # each push to main
  # the newest release, rebuilt to stay fresh
  release: { from: { tag: "v{version}" }, args: { VERSION: "v{version}" } }
matrix:
  base: [debian, alpine]
  include: [{ base: debian, suffix: "" }, { base: alpine, suffix: "-alpine" }]
tag: "{stream}{suffix}"
aliases:
  - { tag: "{version}{suffix}", when: { stream: release } } # each rebuild of that version moves it
images:
  app: { context: ., dockerfile: "Dockerfile.{base}" }
`);
});

test("all variants with an ending, and latest for one", () => {
  const found = propose((one) =>
    ["debian", "alpine"].map((os) => ({
      matrix: { os },
      recipe: { target: os, args: { BASE: os === "alpine" ? "alpine:3.22" : "debian:13" } },
      tags: [
        [push(one), `edge-${os}`],
        [release(one), `${one.version}-${os}`, `${minor(one)}-${os}`, ...(os === "debian" ? ["latest"] : [])],
      ],
    })),
  );
  expect(found).toEqual({
    yaml: `streams:
  edge: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
matrix:
  os: [debian, alpine]
  include: [{ os: debian, base: debian:13 }, { os: alpine, base: alpine:3.22 }]
tag: "{stream}-{os}"
aliases:
  # each rebuild of the newest release moves it, too
  - { tag: latest, when: { os: debian, stream: release } }
# only git tags write these
versions: { stream: release, tags: ["{version}-{os}", "{major}.{minor}-{os}"] }
images:
  app: { context: ., target: "{os}", args: { BASE: "{base}" } }
`,
    rows: [
      "edge-debian on main: same stream",
      "1.4.2-debian on git tag: same version",
      "1.4-debian on git tag: same version",
      "latest on git tag: same alias",
      "edge-alpine on main: same stream",
      "1.4.2-alpine on git tag: same version",
      "1.4-alpine on git tag: same version",
    ],
    notes: [],
    left: [],
  });
});

test("values alone are stream tags; YAML must not read 3.10 as 3.1", () => {
  const found = propose((one) =>
    ["3.9", "3.10"].map((python) => ({
      matrix: { python },
      recipe: { args: { PYTHON: python } },
      tags: [[push(one), python, `${python}-${one.sha.slice(0, 7)}`, ...(python === "3.10" ? ["latest"] : [])]],
    })),
  );
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
matrix: { python: ["3.9", "3.10"] }
tag: "{python}"
aliases: [{ tag: "{python}-{sha:7}" }, { tag: latest, when: { python: "3.10" } }]
images:
  app: { context: ., args: { PYTHON: "{python}" } }
`);
  expect(found.rows).toEqual([
    "3.9 on main: same stream",
    "3.9-4be1c0f on main: same alias",
    "3.10 on main: same stream",
    "3.10-4be1c0f on main: same alias",
    "latest on main: same alias",
  ]);
});

test("values before the stream, and a platform that one variant lacks", () => {
  const found = propose((one) =>
    ["debian", "alpine"].map((os) => ({
      matrix: { os },
      recipe: { target: os, platforms: os === "debian" ? ["linux/amd64", "linux/arm64"] : ["linux/amd64"] },
      tags: [[push(one), `${os}-main`, os]],
    })),
  );
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
matrix: { os: [debian, alpine] }
aliases: [{ tag: "{os}" }]
images:
  app:
    context: .
    target: "{os}"
    platforms: [linux/amd64, { platform: linux/arm64, when: { os: debian } }]
`);
});

test("two dimensions", () => {
  const found = propose((one) =>
    ["3.9", "3.10"].flatMap((python) =>
      ["slim", "full"].map((flavor) => ({
        matrix: { python, flavor },
        recipe: { args: { PYTHON: python, FLAVOR: flavor } },
        tags: [
          [
            push(one),
            `${python}-${flavor}`,
            ...(flavor === "slim" ? [python] : []),
            ...(flavor === "slim" && python === "3.10" ? ["latest"] : []),
          ],
        ],
      })),
    ),
  );
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
matrix: { python: ["3.9", "3.10"], flavor: [slim, full] }
tag: "{python}-{flavor}"
aliases:
  - { tag: "{python}", when: { flavor: slim } }
  - { tag: latest, when: { python: "3.10", flavor: slim } }
images:
  app: { context: ., args: { PYTHON: "{python}", FLAVOR: "{flavor}" } }
`);
});

test("builds that no matrix describes are images of their own in the same repository", () => {
  const found = propose((one) => [
    { recipe: { args: { OPTIMIZE: "1" } }, tags: [[push(one), "main", "latest"]] },
    {
      recipe: { args: { DEBUG: "1" } },
      tags: [
        [push(one), "main-debug"],
        [release(one), `${one.version}-debug`],
      ],
    },
  ]);
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
defaults:
  context: .
images:
  app: { streams: [main], args: { OPTIMIZE: "1" }, aliases: [{ tag: latest }] }
  app-debug:
    destinations: [ghcr.io/octo-org/app]
    args: { DEBUG: "1" }
    tag: "{stream}-debug"
    aliases: [{ tag: "{version}-debug", when: { stream: release } }]
`);
  expect(found.rows).toEqual([
    "main on main: same stream",
    "latest on main: same alias",
    "main-debug on main: same stream",
    "1.4.2-debug on git tag: same alias",
  ]);
});
