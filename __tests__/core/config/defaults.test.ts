import { describe, expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load, only, print } from "./support.ts";

test("defaults are keys of every image, and own keys win", () => {
  const { units } = load(`
defaults:
  context: "apps/{image}"
  platforms: [linux/amd64, linux/arm64]
  args: { VENDOR: osg, X: "1" }
  labels: { team: osg }
  contexts: { lib: lib }
  tests: [{ run: [ls] }]
images:
  a:
  b: {}
  c: { context: c, platforms: [linux/amd64], args: { X: "2" }, labels: { a: b }, contexts: { own: own }, tests: [] }
`);
  expect(units.map(({ name, platforms, build, tests }) => [name, platforms, build.context, tests.length])).toEqual([
    ["a:release", ["linux/amd64", "linux/arm64"], "apps/a", 1],
    ["b:release", ["linux/amd64", "linux/arm64"], "apps/b", 1],
    ["c:release", ["linux/amd64"], "c", 0],
  ]);
  expect(units[0]?.build).toMatchObject({ args: { VENDOR: "osg", X: "1" }, labels: { team: "osg" }, contexts: { lib: "lib" } });
  expect(units[2]?.build).toMatchObject({
    args: { VENDOR: "osg", X: "2" },
    labels: { team: "osg", a: "b" },
    contexts: { lib: "lib", own: "own" },
  });
});

test("defaults and merge keys go together", () => {
  const { units } = load(`
defaults: &all { context: ., args: { X: "1" } }
images:
  a: &a { args: { Y: "2" } }
  b: { <<: *a, target: b }
  c: { <<: [*all] }
`);
  expect(units.map(({ build }) => [build.args, build.target])).toEqual([
    [{ X: "1", Y: "2" }, undefined],
    [{ X: "1", Y: "2" }, "b"],
    [{ X: "1" }, undefined],
  ]);
});

test("an image's streams and required, from defaults", () => {
  const { units } = load(`
streams: { release: , testing: }
defaults: { context: ., streams: [testing], required: { when: { stream: release } } }
images: { a: , b: { streams: [release] } }
`);
  expect(units.map(({ name, required }) => [name, required])).toEqual([
    ["a:testing", false],
    ["b:release", true],
  ]);
});

test("many images with defaults are quick", () => {
  const images = Array.from({ length: 6000 }, (_, n) => `  app-${n}:`).join("\n");
  const yaml = `defaults: { context: "apps/{image}", platforms: [linux/amd64, linux/arm64], args: { X: "1" } }\nimages:\n${images}\n`;
  expect(load(yaml).units).toHaveLength(6000);
});

describe("faults in defaults have one message, at defaults", () => {
  test.each<FaultyCase>([
    [
      "of values",
      `images: { a: , b: , c: { platforms: [linux/amd64] } }
defaults:
  context: .
  platforms: [amd64]
  args: [X]
  tests: [{ run: ls, within: 60 }]
`,
      [
        '4:15 config-value item 1 in "platforms" of `defaults`: a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
        '5:9 config-value "args" in `defaults` is a list, but must be a map of keys and values',
        '6:30 config-value "within" in test 1 of `defaults`: a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`, `5w`',
      ],
    ],
    [
      "of keys",
      `images: { a: , b: }
defaults:
  contxt: .
  file: x
  build-args: {}
`,
      [
        '3:3 config-unknown-key unknown key "contxt" in `defaults`: did you mean "context"?',
        '4:3 config-unknown-key unknown key "file" in `defaults`: use `dockerfile`, a path relative to the context',
        '5:3 config-unknown-key unknown key "build-args" in `defaults`: use `args`',
      ],
    ],
    [
      "of keys with another place",
      `images: { a: , b: }
defaults:
  context: .
  tag: x
  tags: x
  aliases: []
  matrix: {}
  versions: {}
  registries: []
  destinations: []
  repository: x
  base: a
  from: a
  images: {}
`,
      [
        '4:3 config-unknown-key unknown key "tag" in `defaults`: put it at the top level',
        '5:3 config-unknown-key unknown key "tags" in `defaults`: use `tag`, and put it at the top level',
        '6:3 config-unknown-key unknown key "aliases" in `defaults`: put it at the top level',
        '7:3 config-unknown-key unknown key "matrix" in `defaults`: put it at the top level',
        '8:3 config-unknown-key unknown key "versions" in `defaults`: put it at the top level',
        '9:3 config-unknown-key unknown key "registries" in `defaults`: put it at the top level',
        '10:3 config-unknown-key unknown key "destinations" in `defaults`: not supported, use `registries` at the top level',
        '11:3 config-unknown-key unknown key "repository" in `defaults`: not supported, use `registries` at the top level',
        '12:3 config-unknown-key unknown key "base" in `defaults`: not supported, put it in each image',
        '13:3 config-unknown-key unknown key "from" in `defaults`: not supported, put it in each image',
        '14:3 config-unknown-key unknown key "images" in `defaults`: not supported, use `registries` at the top level',
      ],
    ],
    [
      "of paths and tests, where the text is the same for all",
      `images: { a: , b: }
defaults:
  context: gone
  tests: [{ run: ls, exec: ls }, { script: gone.sh }, { run: [ls], platforms: [linux/arm64] }]
`,
      [
        '3:12 config-path-missing context "gone" does not exist',
        "4:11 config-test a test needs exactly one of `run`, `exec` and `script`, and this one has `run` and `exec`",
        '4:44 config-path-missing script "gone.sh" does not exist',
        "4:80 config-test the image is not built for linux/arm64, only for linux/amd64",
      ],
    ],
    [
      "of conditions and placeholders",
      `matrix: { os: [el9] }
defaults: { context: "{imag}", required: { when: { os: el10 } }, platforms: [{ platform: linux/amd64, when: { oss: el9 } }] }
images: { a: , b: }
`,
      [
        "2:22 config-placeholder unknown placeholder {imag}: did you mean {image}? For the literal text, write {{imag}}",
        '2:56 config-when "os" is never "el10": expected el9',
        '2:111 config-when unknown dimension "oss" in `when`: did you mean "os"?',
      ],
    ],
    [
      "defaults that are no map, and images that need them",
      `defaults: []
images: { a: , b: {}, c: 5 }
`,
      [
        '1:11 config-value "defaults" at the top level is a list, but must be a map of keys and values',
        '2:11 config-value "a" in "images" has no value, but must be a map of keys and values',
        '2:16 config-missing-key missing key "context" in image "b"',
        '2:26 config-value "c" in "images" must be a map of keys and values',
      ],
    ],
  ])("%s", (_, yaml, faults) => {
    expect(faultsOf(yaml)).toEqual(faults);
  });
});

test.each<FaultyCase>([
  [
    "a text of defaults that is wrong for some images is reported at each of them",
    `defaults: { context: "apps/{image}", dockerfile: "{image}/Dockerfile" }
images:
  a:
  gone-1: {}
  gone-2: { context: . }
  b: { context: gone }
`,
    [
      '4:3 config-path-missing context "apps/gone-1" does not exist: it comes from `context` of `defaults` on line 1',
      '5:3 config-path-missing Dockerfile "gone-2/Dockerfile" does not exist: it comes from `dockerfile` of `defaults` on line 1',
      '6:17 config-path-missing context "gone" does not exist',
    ],
  ],
  [
    "a placeholder of defaults without a value for one image",
    `defaults: { context: ., args: { OS: "{os}" } }
matrix: { os: [el9] }
images:
  a:
  b: { matrix: { include: [{ x: "1" }] } }
`,
    [
      '5:3 config-placeholder "{os}" on line 1 needs {os}, which has no value for b (x 1, stream release): give the image its own text, or add the value',
    ],
  ],
  [
    "an image without a context",
    `defaults: { target: x }
images:
  a:
  b: { context: . }
`,
    ['3:3 config-missing-key missing key "context" in image "a"'],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

test("a condition of defaults may fit one image only", () => {
  const { units } = load(`
defaults:
  context: .
  platforms: [linux/amd64, { platform: linux/arm64, when: { os: el9 } }]
  required: { when: { os: el9 } }
  tests: [{ run: [ls], platforms: [linux/arm64] }]
images:
  a: { matrix: { os: [el9] } }
  b: { matrix: { os: [el10] } }
  c:
`);
  expect(units.map(({ name, platforms, required, tests }) => [name, platforms.length, required, tests.length])).toEqual([
    ["a:el9-release", 2, true, 1],
    ["b:el10-release", 1, false, 0],
    ["c:release", 1, false, 0],
  ]);
});

test("a default that every image replaces is a warning", () => {
  const { warnings } = load(`
defaults: { context: ., target: x, args: { X: "1", Y: "1" } }
images:
  a: { target: y, args: { X: "2" } }
  b: { target: z, args: { X: "2" } }
`);
  expect(warnings.map(print)).toEqual([
    "2:25 config-idle every image has its own `target`: this one has no effect",
    "2:44 config-idle every image has its own `X`: this one has no effect",
  ]);
});

test("defaults without an effect on the words of an image keep its units", () => {
  expect(only("images: { a: { context: . } }")).toEqual(only("defaults: { context: . }\nimages: { a: }"));
});
