import { describe, expect, test } from "@jest/globals";
import type { Unit } from "../../../src/core/unit.ts";
import { faultsOf, load, print } from "./support.ts";

/** The configuration of the design, section 9. */
const osg = `
# yaml-language-server: $schema=…/schema/tagstream.schema.json
registries:
  - hub.example.org/osg
  - { name: hub.example.org/legacy, when: { series: "24" } }
  - { name: docker.io/osg, required: false }
streams:
  release: { args: { YUM_REPO: release } }
  testing: { args: { YUM_REPO: testing } }
matrix:
  series: ["24", "25"]
  os: [el9]
  include: [{ os: el9, base_os: almalinux-9 }]
tag: "{series}-{os}-{stream}"
aliases:
  - { tag: "{series}-{stream}", when: { os: el9 }, timestamps: true }
  - { tag: latest, when: { stream: release, series: "25" } }
images:
  frontier-squid:
    context: frontier-squid
    base: software-base
    platforms: [linux/amd64, linux/arm64]
    tests:
      - run: [squid, -v]
      - exec: [curl, -fsS, http://localhost:3128/]
        within: 60s
      - script: tests/frontier-squid.sh
        files: [tests/lib.sh]
  software-base: { context: base, args: { SERIES: "{series}", BASE_OS: "{base_os}" }, platforms: [linux/amd64, linux/arm64] }
promotion: { max-age: 7d }
`;

const only = (yaml: string): Unit => {
  const [unit, ...others] = load(yaml).units;
  if (!unit || others.length > 0) throw new Error("there is not one unit");
  return unit;
};

describe("the design's configuration", () => {
  const { units, promotion, warnings } = load(osg);

  test("bases first, then the configuration's order: image, variant, stream", () => {
    expect(units.map(({ name, base }) => `${name} on ${base}`)).toEqual([
      "software-base:24-el9-release on undefined",
      "software-base:24-el9-testing on undefined",
      "software-base:25-el9-release on undefined",
      "software-base:25-el9-testing on undefined",
      "frontier-squid:24-el9-release on software-base:24-el9-release",
      "frontier-squid:24-el9-testing on software-base:24-el9-testing",
      "frontier-squid:25-el9-release on software-base:25-el9-release",
      "frontier-squid:25-el9-testing on software-base:25-el9-testing",
    ]);
    expect(promotion).toEqual({ maxAge: 604_800_000 });
    expect(warnings).toEqual([]);
  });

  test("a unit in full", () => {
    const platforms = ["linux/amd64", "linux/arm64"];
    const common = { timeout: 300_000, env: {}, platforms };
    expect(units.at(-2)).toEqual({
      name: "frontier-squid:25-el9-release",
      image: "frontier-squid",
      stream: "release",
      variant: { series: "25", os: "el9" },
      streamTag: "25-el9-release",
      aliases: [
        { tag: "25-release", timestamps: true },
        { tag: "latest", timestamps: false },
      ],
      destinations: [
        { repository: "hub.example.org/osg/frontier-squid", required: true },
        { repository: "docker.io/osg/frontier-squid", required: false },
      ],
      required: true,
      base: "software-base:25-el9-release",
      platforms,
      build: {
        context: "frontier-squid",
        dockerfile: "frontier-squid/Dockerfile",
        args: { YUM_REPO: "release" },
        contexts: {},
        secrets: [],
        labels: {},
      },
      tests: [
        { kind: "run", name: "squid -v", command: ["squid", "-v"], ...common },
        {
          kind: "exec",
          name: "curl -fsS http://localhost:3128/",
          command: ["curl", "-fsS", "http://localhost:3128/"],
          within: 60_000,
          ...common,
        },
        {
          kind: "script",
          name: "tests/frontier-squid.sh",
          command: ["tests/frontier-squid.sh"],
          files: ["tests/lib.sh"],
          ...common,
        },
      ],
    });
  });

  test("placeholders of dimensions and of included values; conditions on registries and aliases", () => {
    const [base] = units;
    expect(base?.build.args).toEqual({ YUM_REPO: "release", SERIES: "24", BASE_OS: "almalinux-9" });
    expect(base?.aliases).toEqual([{ tag: "24-release", timestamps: true }]);
    expect(base?.destinations.map(({ repository }) => repository)).toEqual([
      "hub.example.org/osg/software-base",
      "hub.example.org/legacy/software-base",
      "docker.io/osg/software-base",
    ]);
  });
});

test("the least: GHCR under the owner in lower case, one stream, one platform, no tests", () => {
  expect(load("images: { squid: { context: . } }")).toEqual({
    units: [
      {
        name: "squid:release",
        image: "squid",
        stream: "release",
        variant: {},
        streamTag: "release",
        aliases: [],
        destinations: [{ repository: "ghcr.io/octo-org/squid", required: true }],
        required: true,
        platforms: ["linux/amd64"],
        build: { context: ".", dockerfile: "Dockerfile", args: {}, contexts: {}, secrets: [], labels: {} },
        tests: [],
      },
    ],
    promotion: { maxAge: 604_800_000 },
    warnings: [],
  });
});

test("without an owner, registries or destinations have to be there", () => {
  expect(() => load("images: { a: { context: . } }", null)).toThrow(/`registries` is missing.*set it/);
  expect(load("images: { a: { context: ., destinations: [ghcr.io/x/a] } }", null).units).toHaveLength(1);
  expect(load("registries: [localhost:5000]\nimages: { a: { context: . } }", null).units[0]?.destinations).toEqual([
    { repository: "localhost:5000/a", required: true },
  ]);
});

test.each<[string, string, Partial<Unit["build"]>]>([
  ["a Dockerfile beside the context", "context: a/b, dockerfile: ../Dockerfile", { context: "a/b", dockerfile: "a/Dockerfile" }],
  ["paths are normalized", "context: ./a/, dockerfile: ./x/../Dockerfile", { context: "a", dockerfile: "a/Dockerfile" }],
  [
    "placeholders in paths and target",
    'context: "i/{image}", target: "t-{stream}"',
    { context: "i/a", dockerfile: "i/a/Dockerfile", target: "t-release" },
  ],
  [
    "named contexts, local and remote",
    'context: ., contexts: { lib: ./lib/, up: "docker-image://busybox:{stream}", git: "https://example.org/x.git#v1" }',
    { contexts: { lib: "lib", up: "docker-image://busybox:release", git: "https://example.org/x.git#v1" } },
  ],
  [
    "secrets by reference",
    "context: ., secrets: [NPM, { id: a }, { id: b, env: B }, { id: c, src: ./x/c }, { id: d, src: /run/d }]",
    {
      secrets: [
        { id: "NPM", env: "NPM" },
        { id: "a", env: "a" },
        { id: "b", env: "B" },
        { id: "c", src: "x/c" },
        { id: "d", src: "/run/d" },
      ],
    },
  ],
  [
    "numbers and truth as text",
    "context: ., args: { A: 1, B: true, C: 1.5, D: '' }, labels: { l: 2 }",
    { args: { A: "1", B: "true", C: "1.5", D: "" }, labels: { l: "2" } },
  ],
  [
    "{built} is left to the build",
    'context: ., args: { A: "{built}-{image}-{{image}}" }, labels: { B: "{built}" }',
    { args: { A: "{built}-a-{image}" }, labels: { B: "{built}" } },
  ],
])("%s", (_, image, expected) => {
  expect(only(`images: { a: { ${image} } }`).build).toMatchObject(expected);
});

test("an image's own args win over its stream's", () => {
  const yaml = 'streams: { testing: { args: { A: "s-{image}", B: s } } }\nimages: { a: { context: ., args: { A: i } } }';
  expect(only(yaml).build.args).toEqual({ A: "i", B: "s" });
});

test("an image's own matrix, tag, aliases, streams and destinations replace the common ones", () => {
  const { units } = load(
    `
streams: { release: , testing: , nightly: }
matrix: { os: [el9, el10] }
aliases: [{ tag: "x-{os}-{stream}" }]
images:
  a: { context: ., matrix: false, aliases: [], streams: [nightly, release] }
  b: { context: ., matrix: { v: [1, 2] }, tag: "v{v}", aliases: [{ tag: latest, when: { v: [2, 3] } }], streams: [testing] }
  c:
    context: .
    streams: [release]
    destinations:
      - { name: docker.io/other/c, when: { os: el10 } }
      - ghcr.io/other/c
      - { name: quay.io/other/c, required: false }
`.replace("[2, 3]", "[2]"),
  );
  expect(
    units.map(({ name, aliases, destinations }) => [
      name,
      aliases.map(({ tag }) => tag).join(),
      destinations.map(({ repository }) => repository).join(),
    ]),
  ).toEqual([
    ["a:release", "", "ghcr.io/octo-org/a"],
    ["a:nightly", "", "ghcr.io/octo-org/a"],
    ["b:v1", "", "ghcr.io/octo-org/b"],
    ["b:v2", "latest", "ghcr.io/octo-org/b"],
    ["c:el9-release", "x-el9-release", "ghcr.io/other/c,quay.io/other/c"],
    ["c:el10-release", "x-el10-release", "docker.io/other/c,ghcr.io/other/c,quay.io/other/c"],
  ]);
});

test.each([
  ["", "1111"],
  ["required: true, ", "1111"],
  ["required: false, ", "0000"],
  ["required: { when: { stream: testing } }, ", "0101"],
  ["required: { when: { stream: testing, os: el9 } }, ", "0100"],
])("%s", (required, expected) => {
  const { units } = load(
    `streams: { release: , testing: }\nmatrix: { os: [el9, el10] }\nimages: { a: { ${required}context: . } }`,
  );
  expect(units.map((unit) => Number(unit.required)).join("")).toBe(expected);
});

test("tests: text is a shell's, scripts are paths, times and platforms are as said, names are unique", () => {
  const { tests } = only(`
images:
  a:
    context: .
    platforms: [linux/amd64, linux/arm64, linux/arm/v7]
    tests:
      - run: "test -e /etc/{image}"
        env: { S: "{stream}", N: 5 }
        timeout: 90s
      - exec: "curl -f localhost"
        within: 10m
      - { exec: [a], name: answers, timeout: 2h }
      - script: [./t.sh, "{image}", 1.5]
        platforms: [linux/arm64]
        files: [./lib, d.txt]
      - run: [ls]
      - run: ls
      - run: "  a\\n  very    long ${"x".repeat(80)}"
`);
  const all = ["linux/amd64", "linux/arm64", "linux/arm/v7"];
  const run = { kind: "run", timeout: 300_000, env: {}, platforms: all };
  expect(tests).toEqual([
    { ...run, name: "test -e /etc/a", command: ["sh", "-c", "test -e /etc/a"], timeout: 90_000, env: { S: "release", N: "5" } },
    {
      ...run,
      kind: "exec",
      name: "curl -f localhost",
      command: ["sh", "-c", "curl -f localhost"],
      within: 600_000,
      timeout: 600_000,
    },
    { ...run, kind: "exec", name: "answers", command: ["a"], within: 60_000, timeout: 7_200_000 },
    {
      ...run,
      kind: "script",
      name: "./t.sh a 1.5",
      command: ["t.sh", "a", "1.5"],
      files: ["lib", "d.txt"],
      platforms: ["linux/arm64"],
    },
    { ...run, name: "ls", command: ["ls"] },
    { ...run, name: "ls (2)", command: ["sh", "-c", "ls"] },
    { ...run, name: `a very long ${"x".repeat(47)}…`, command: ["sh", "-c", `  a\n  very    long ${"x".repeat(80)}`] },
  ]);
});

test("a base may have fewer dimensions, a child may have its value by include, and bases may be in a chain", () => {
  const { units } = load(`
streams: { release: , testing: }
matrix: { os: [el9, el10], series: ["24"] }
images:
  app: { context: ., base: middle }
  middle: { context: ., base: root, matrix: { os: [el10, el9] } }
  root: { context: ., matrix: false }
  other: { context: ., base: middle, streams: [testing], matrix: { flavour: [x], include: [{ flavour: x, os: el9 }] } }
`);
  expect(units.map(({ name, base }) => `${name} on ${base}`)).toEqual([
    "root:release on undefined",
    "root:testing on undefined",
    "middle:el10-release on root:release",
    "middle:el10-testing on root:testing",
    "middle:el9-release on root:release",
    "middle:el9-testing on root:testing",
    "app:el9-24-release on middle:el9-release",
    "app:el9-24-testing on middle:el9-testing",
    "app:el10-24-release on middle:el10-release",
    "app:el10-24-testing on middle:el10-testing",
    "other:x-testing on middle:el9-testing",
  ]);
});

test.each([
  ["never", "never"],
  ["{ max-age: 12h }", { maxAge: 43_200_000 }],
  ["{}", { maxAge: 604_800_000 }],
])("promotion: %s", (yaml, expected) => {
  expect(load(`promotion: ${yaml}\nimages: { a: { context: . } }`).promotion).toEqual(expected);
});

test("what has no effect is a warning", () => {
  const { warnings } = load(`
registries: [ghcr.io/a, { name: docker.io/a, when: { os: el10, stream: testing } }]
streams: { release: , testing: , nightly: }
matrix: { os: [el9, el10], exclude: [{ os: el10, stream: testing }] }
aliases: [{ tag: latest, when: { os: el10, stream: testing } }]
images: { a: { context: ., streams: [release, testing] } }
`);
  expect(warnings.map(print)).toEqual([
    "2:25 config-idle no unit is published to docker.io/a",
    '3:34 config-idle no image is in the stream "nightly"',
    '5:11 config-idle no unit gets the alias "latest"',
  ]);
});

test.each([
  ["CRLF", "images:\r\n  a:\r\n    context: gone\r\n", "3:14"],
  ["a byte order mark", "\uFEFFimages:\n  a:\n    context: gone\n", "3:14"],
  ["characters beyond ASCII", "images:\n  a: { labels: { ü: ✓ }, context: gone }\n", "2:35"],
])("positions hold with %s", (_, yaml, position) => {
  expect(faultsOf(yaml)).toEqual([`${position} config-path-missing context "gone" does not exist`]);
});

describe("6,000 units", () => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  const rest = `registries: [ghcr.io/a, { name: docker.io/a, required: false }]
streams: { release: { args: { R: "{v}" } }, testing: }
aliases: [{ tag: "x-{v}-{stream}", timestamps: true }, { tag: latest, when: { v: v7, stream: release } }]
`;
  const image = 'context: "x/{v}", tests: [{ run: [a, "{v}"] }, { script: t.sh }]';
  test.each([
    ["1 x 3,000 x 2", `${rest}matrix: { v: [${values(3000)}] }\nimages: { a: { ${image} } }\n`],
    [
      "60 x 50 x 2",
      `${rest}matrix: { v: [${values(50)}] }\nimages:\n${values(60)
        .map((name, index) => `  ${name}: { ${index > 0 ? "base: v0, " : ""}${image} }\n`)
        .join("")}`,
    ],
  ])("%s", (_, yaml) => {
    expect(load(yaml).units).toHaveLength(6000);
  });
});
