import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "not YAML",
    `images:
  a: { context: .
  b: "x
`,
    [
      "3:3 config-yaml This is not YAML: flow map in block collection must be sufficiently indented and end with a }",
      '4:1 config-yaml This is not YAML: missing closing "quote',
    ],
  ],
  [
    "a tab",
    `images:
	a: { context: . }
`,
    ["2:1 config-yaml This line is indented with a tab: YAML allows only spaces"],
  ],
  [
    "two documents",
    `images: { a: { context: . } }
---
images: {}
`,
    ["2:1 config-yaml A second YAML document begins here, and the configuration must be one document: remove the `---`"],
  ],
  [
    "an alias without an anchor, and a tag",
    `images:
  a: *nothing
  b: !include x
`,
    [
      "2:6 config-yaml This alias (`*…`) refers to no earlier anchor (`&…`): put text that begins with `*` in quotes",
      "3:6 config-yaml YAML tags (`!…`) are not supported: put text that begins with `!` in quotes",
    ],
  ],
  [
    "a bomb of anchors",
    `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
`,
    [
      "1:1 config-yaml The anchors of this file refer to each other so often that Tagstream cannot expand them: replace them with their values",
    ],
  ],
  [
    "one anchor, one message",
    `images:
  a: &a { context: gone, foo: 1 }
  b: *a
`,
    [
      '2:20 config-path-missing context "gone" does not exist',
      '2:26 config-unknown-key unknown key "foo" in image "a": expected context, dockerfile, base, target, args, contexts, secrets, labels, annotations, compression … (27)',
    ],
  ],
  [
    "what cannot be printed",
    `images:
  a: { context: ., base: "x\\n::error::y\\e[31m" }
`,
    [
      '2:26 config-base unknown image "x ::error::y [31m": this file has no other image. Name an external base only in the Dockerfile',
    ],
  ],
  [
    "items of a list keep their positions behind faulty ones",
    `images:
  a: { context: ., tests: [5, { run: [] }, x, { script: gone.sh }], platforms: [amd64, arm64, x86_64] }
`,
    [
      '2:28 config-value item 1 in "tests" of image "a" must be a map of keys and values',
      '2:38 config-value "run" in test 2 of image "a": it is empty',
      '2:44 config-value item 3 in "tests" of image "a" must be a map of keys and values',
      '2:57 config-path-missing script "gone.sh" does not exist',
      '2:81 config-value item 1 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      '2:88 config-value item 2 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      '2:95 config-value item 3 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

test.each([
  ["CRLF", "images:\r\n  a:\r\n    context: gone\r\n", "3:14"],
  ["a byte order mark", "\uFEFFimages:\n  a:\n    context: gone\n", "3:14"],
  ["characters beyond ASCII", "images:\n  a: { labels: { ü: ✓ }, context: gone }\n", "2:35"],
])("positions hold with %s", (_, yaml, position) => {
  expect(faultsOf(yaml)).toEqual([`${position} config-path-missing context "gone" does not exist`]);
});
