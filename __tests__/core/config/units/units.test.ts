import { describe, expect, test } from "@jest/globals";
import type { Unit } from "../../../../src/core/unit/unit.ts";
import { load, only } from "../support.ts";

test("the smallest configuration: GHCR under the owner in lower case, one stream, one platform, no tests", () => {
  expect(load("images: { squid: { context: . } }")).toEqual({
    aliasPlaces: new Map(),
    from: new Map(),
    obstacles: new Map(),
    pins: [],
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
    jobs: {},
    warnings: [],
  });
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

test.each([
  ["never", "never"],
  ["{ max-age: 12h }", { maxAge: 43_200_000 }],
  ["{}", { maxAge: 604_800_000 }],
])("promotion: %s", (yaml, expected) => {
  expect(load(`promotion: ${yaml}\nimages: { a: { context: . } }`).promotion).toEqual(expected);
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
