import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "an alias that gives two units one tag",
    `matrix: { series: ["25"], os: [el9, el10] }
aliases:
  - { tag: "{series}-{stream}", timestamps: true }
images:
  xcache: { context: . }
`,
    [
      '3:12 config-tag-collision alias "{series}-{stream}" gives 25-release to both xcache:25-el9-release and xcache:25-el10-release: add a `when`, or {os} to the tag',
    ],
  ],
  [
    "a tag that is the same for several units",
    `streams: { release: , testing: }
matrix: { os: [el9, el10] }
tag: "{os}"
images: { a: { context: . } }
`,
    [
      '3:6 config-tag-collision tag "{os}" gives el9 to both a (os el9, stream release) and a (os el9, stream testing), and 1 more tag in the same way: add {stream} to the tag',
    ],
  ],
  [
    "include alone, without a tag",
    `matrix: { include: [{ os: el9 }, { os: el10 }] }
images: { a: { context: . } }
`,
    [
      "1:1 config-tag-collision the default tag gives release to both a (os el9, stream release) and a (os el10, stream release): set `tag`, with {os} in it",
    ],
  ],
  [
    "an alias that equals the stream tag, and two equal aliases",
    `aliases: [{ tag: "{stream}" }, { tag: latest }, { tag: latest }]
images: { a: { context: . } }
`,
    [
      '1:18 config-tag-collision alias "{stream}" gives a:release the tag release, which is already its stream tag: remove this alias',
      '1:56 config-tag-collision alias "latest" gives a:release the tag latest, which is already one of its aliases: remove this alias',
    ],
  ],
  [
    "two images in one repository",
    `images:
  a: { context: . }
  b: { context: ., destinations: [ghcr.io/octo-org/a] }
  c: { context: ., destinations: [ghcr.io/octo-org/a], tag: "c-{stream}" }
`,
    [
      "3:3 config-tag-collision the default tag gives release to both a:release and b:release, which are published to the same repository: give one of the images other tags or other destinations",
    ],
  ],
  [
    "units with the same name, even in different registries",
    `registries: [{ name: ghcr.io/a, when: { os: el9 } }, { name: ghcr.io/b, when: { os: el10 } }]
matrix: { os: [el9, el10] }
tag: "{stream}"
images: { a: { context: . } }
`,
    [
      '3:6 config-tag-collision tag "{stream}" gives release to both a (os el9, stream release) and a (os el10, stream release): add {os} to the tag',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
