import { describe, expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load } from "../support.ts";

// Two streams that would write one tag, one day or at once: found when the configuration is read.

const faulty: FaultyCase[] = [
  [
    "the commit of a release may be the tip of the default branch",
    `streams: { edge: {}, release: { from: { tag: "v{version}" } } }
aliases: [{ tag: "sha-{sha}" }]
images: { a: { context: . } }
`,
    [
      '2:18 config-tag-collision alias "sha-{sha}" gives sha-{sha} to both a:edge and a:release: add a `when`, or {stream} to the tag',
    ],
  ],
  [
    "an alias and version tags of the same unit",
    `streams: { release: { from: { tag: "v{version}" } } }
aliases: [{ tag: "{major}.{minor}" }]
versions: {}
images: { a: { context: . } }
`,
    [
      '3:1 config-tag-collision the alias "{major}.{minor}" gives a:release tags like 1.4 in ghcr.io/octo-org/a, a version tag too: change one of them',
    ],
  ],
  [
    "an alias of one stream and version tags of another",
    `streams: { edge: {}, release: { from: { tag: "v{version}" } } }
aliases: [{ tag: "{version.major}", when: { stream: release } }]
versions: { stream: edge, tags: ["{version}", "{major}"] }
images: { a: { context: . } }
`,
    [
      '3:1 config-tag-collision the alias "{major}" gives a:release tags like 1 in ghcr.io/octo-org/a, also a version tag of a:edge: change one of them',
    ],
  ],
  [
    "a date that reads as a timestamp of a day",
    `timestamps: day
aliases: [{ tag: "{stream}-{date}" }]
images: { a: { context: . } }
`,
    [
      '2:18 config-tag "{stream}-{date}" gives an invalid tag such as "release-20261123": with `timestamps`, a tag that ends like a day looks like a timestamp tag',
    ],
  ],
];

test.each(faulty)("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

describe("no clash", () => {
  test.each([
    ["the stream in the alias", `aliases: [{ tag: "sha-{sha}-{stream}" }]`],
    ["an alias of one stream", `aliases: [{ tag: "sha-{sha}", when: { stream: edge } }]`],
    [
      "a fresh line beside whole versions",
      `aliases: [{ tag: "{major}.{minor}", when: { stream: release } }]
versions: { stream: release, tags: ["{version}"] }`,
    ],
    [
      "versions and aliases that differ in their literal text",
      `aliases: [{ tag: "fresh-{version}", when: { stream: release } }]
versions: { stream: release }`,
    ],
    [
      "a date before other text, with days",
      `timestamps: day
aliases: [{ tag: "{date}-{stream}" }]`,
    ],
    ["a date at the end, with minutes of before", `aliases: [{ tag: "{stream}-{date}" }]`],
  ])("%s", (_, yaml) => {
    const { units } = load(`streams: { edge: {}, release: { from: { tag: "v{version}" } } }
${yaml}
images: { a: { context: . } }
`);
    expect(units).toHaveLength(2);
  });
});

test("faults of streams hide no faults of versions", () => {
  expect(
    faultsOf(`streams: { edge: {}, release: { from: { tag: "v{version}", range: "x y" } } }
versions: { stream: nope, git-tag: "v", tags: ["{version}-{foo}"] }
images: { a: { context: . } }
`),
  ).toEqual([
    '1:67 config-value "x y" is not a range of versions: write one such as "1.4" (for 1.4.x), "^2.1" or ">=2 <4"',
    '2:21 config-unknown-name unknown stream "nope": expected edge or release',
    '2:36 config-value "v" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}" or "{image}-v{version}"',
    "2:48 config-placeholder unknown placeholder {foo}: expected {version}, {major}, {minor}, {patch}, {variant}, {image} or {stream}",
  ]);
});
