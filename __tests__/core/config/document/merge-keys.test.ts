import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load, only } from "../support.ts";

test("a merge key adds the keys of an anchor, and own keys win", () => {
  const { units } = load(`
images:
  a: &app
    context: .
    platforms: [linux/amd64, linux/arm64]
    args: { X: "1", Y: "2" }
  b: { <<: *app, platforms: [linux/amd64] }
  c: { dockerfile: c/Dockerfile, <<: *app }
`);
  expect(units.map(({ name, platforms, build: { dockerfile, args } }) => [name, platforms, dockerfile, args])).toEqual([
    ["a:release", ["linux/amd64", "linux/arm64"], "Dockerfile", { X: "1", Y: "2" }],
    ["b:release", ["linux/amd64"], "Dockerfile", { X: "1", Y: "2" }],
    ["c:release", ["linux/amd64", "linux/arm64"], "c/Dockerfile", { X: "1", Y: "2" }],
  ]);
});

test("merge keys nest, and the earlier map of a list wins", () => {
  const { units } = load(`
images:
  a: { context: ., args: &one { X: "1", Y: "1" } }
  b: { context: ., args: &two { Y: "2", Z: "2" } }
  c: { context: ., args: &all { <<: [*one, *two], W: "3" } }
  d: { context: ., args: { <<: [*two, { Z: "9", V: "9" }, *all] } }
`);
  expect(units.map(({ build }) => build.args)).toEqual([
    { X: "1", Y: "1" },
    { Y: "2", Z: "2" },
    { X: "1", Y: "1", Z: "2", W: "3" },
    { Y: "2", Z: "2", V: "9", X: "1", W: "3" },
  ]);
});

test("the order of a matrix is that of the file, where the merge key is", () => {
  const yaml = (matrix: string) => `
matrix: &matrix { series: [25], os: [el9] }
images: { a: { context: ., matrix: ${matrix} } }
`;
  expect(only(yaml("{ <<: *matrix, os: [el10], arch: [x] }")).name).toBe("a:25-el10-x-release");
  expect(only(yaml("{ arch: [x], <<: *matrix }")).name).toBe("a:x-25-el9-release");
});

test("an alias is its nearest earlier anchor, also where merged maps repeat an anchor's name", () => {
  const { units } = load(`
images:
  a: &app { context: ., args: { X: &x "1" } }
  b: { context: ., args: { X: &x "2" } }
  c: { <<: *app, labels: { x: *x } }
  d: { context: ., labels: { x: *x } }
`);
  expect(units.map(({ build }) => [build.args["X"], build.labels["x"]])).toEqual([
    ["1", undefined],
    ["2", undefined],
    ["1", "2"],
    [undefined, "2"],
  ]);
});

test("quotes make `<<` a key like any other", () => {
  expect(only('images: { a: { context: ., labels: { "<<": x } } }').build.labels).toEqual({ "<<": "x" });
});

test.each<FaultyCase>([
  [
    "faults inside an anchor are where they are written, and once",
    `images:
  a: &app
    context: .
    platforms: [amd64]
    foo: 1
  b:
    <<: *app
    context: gone
`,
    [
      '4:17 config-value item 1 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      '5:5 config-unknown-key unknown key "foo" in image "a": expected context, dockerfile, base, target, args, contexts, secrets, labels, annotations, compression … (27)',
      '8:14 config-path-missing context "gone" does not exist',
    ],
  ],
  [
    "a merged map that is wrong in one of its places only",
    `images:
  a:
    context: .
    args: &args { platforms: x }
  b:
    context: .
    <<: *args
`,
    ['4:30 config-value "platforms" in image "b" must be a list'],
  ],
  [
    "values that cannot be merged",
    `images:
  a: { context: ., args: &args { X: "1" }, target: &text x }
  b: { context: ., args: { <<: 5 } }
  c: { context: ., args: { <<: } }
  d: { context: ., args: { <<: [*args, *text] } }
  e: { context: ., args: { <<: *nothing } }
`,
    [
      "3:32 config-yaml The merge key `<<` takes a map: write `<<: *name`, or `<<: [*name, *other]` for several",
      "4:28 config-yaml The merge key `<<` takes a map: write `<<: *name`, or `<<: [*name, *other]` for several",
      "5:40 config-yaml The merge key `<<` takes a map: write `<<: *name`, or `<<: [*name, *other]` for several",
      "6:32 config-yaml This alias (`*…`) refers to no earlier anchor (`&…`): put text that begins with `*` in quotes",
    ],
  ],
  [
    "two merge keys in one map",
    `images:
  a: { context: ., args: &one { X: "1" } }
  b: { context: ., args: { <<: *one, <<: *one } }
`,
    ['3:38 config-duplicate-key duplicate key "<<": line 3 already has it'],
  ],
  [
    "an anchor that contains itself",
    `images:
  a: &a { context: ., args: *a }
`,
    ["2:29 config-yaml This alias (`*…`) is inside its own anchor (`&…`)"],
  ],
  [
    "a bomb of merge keys",
    `a: &a { ${Array.from({ length: 10 }, (_, n) => `k${n}: x`).join(", ")} }
${"bcdefgh"
  .split("")
  .map((name, n) => {
    const before = "abcdefgh"[n];
    return `${name}: &${name} { ${Array.from({ length: 10 }, (_, k) => `k${k}: { <<: *${before} }`).join(", ")} }`;
  })
  .join("\n")}
`,
    [
      "1:1 config-yaml The anchors of this file refer to each other so often that Tagstream cannot expand them: replace them with their values",
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

test("a map that merges itself adds nothing", () => {
  expect(only('images: { a: { context: ., args: &args { <<: *args, X: "1" } } }').build.args).toEqual({ X: "1" });
});

test("many images may merge one anchor", () => {
  const names = Array.from({ length: 3000 }, (_, n) => `  app-${n}: { <<: *app }`);
  const yaml = `images:\n  app: &app { context: ., args: { X: "1", Y: "2" }, platforms: [linux/amd64, linux/arm64] }\n${names.join("\n")}\n`;
  expect(load(yaml).units).toHaveLength(3001);
});
