import { describe, expect, test } from "@jest/globals";
import { faultsOf, load } from "../support.ts";

const images = "images: { a: { context: . } }\n";
const faultsOfTags = (tags: string, more = ""): string[] => faultsOf(`versions: { tags: [${tags}] }\n${more}${images}`);
/** The patterns of each unit, as `name: patterns`. */
const patternsIn = (yaml: string): Record<string, readonly string[] | undefined> =>
  Object.fromEntries(load(yaml).units.flatMap(({ name, versions }) => (versions ? [[name, versions.tags]] : [])));

describe("the patterns of units", () => {
  test.each<[string, string, Record<string, string[] | undefined>]>([
    ["none: the default", `versions: {}\n${images}`, { "a:release": undefined }],
    [
      "lines and `latest`",
      `versions: { tags: ["{version}", "{major}.{minor}", "{major}", latest] }\n${images}`,
      { "a:release": ["{version}", "{major}.{minor}", "{major}", "latest"] },
    ],
    [
      "the variant, in any place, and each of its values",
      `matrix: { series: [25], os: [el9] }\nversions: { tags: ["{version}-{variant}", "{os}-{major}-{series}"] }\n${images}`,
      { "a:25-el9-release": ["{version}-25-el9", "el9-{major}-25"] },
    ],
    [
      "no variant: no joint either",
      `versions: { tags: ["{version}-{variant}", "{variant}-{major}-x", "latest-{variant}"] }\n${images}`,
      { "a:release": ["{version}", "{major}-x", "latest"] },
    ],
    [
      "a value of `include`, the image and the stream",
      `matrix: { os: [el9], include: [{ os: el9, name: nine }] }\nversions: { tags: ["{image}-{version}-{name}-{stream}"] }\n${images}`,
      { "a:el9-release": ["a-{version}-nine-release"] },
    ],
    [
      "parts as values spell them",
      `versions: { tags: ["{version}", "{version.major}.{version.minor}"] }\n${images}`,
      { "a:release": ["{version}", "{major}.{minor}"] },
    ],
  ])("%s", (_, yaml, expected) => {
    expect(patternsIn(yaml)).toEqual(expected);
  });
});

describe("faults of patterns", () => {
  test.each<[string, string, string, string[]]>([
    [
      "none with the whole version",
      '"{major}", latest',
      "",
      [
        "1:19 config-value no pattern has {version}: Tagstream could not tell which versions exist. Add one with the whole version, such as {version}",
      ],
    ],
    ["an empty list", "", "", ['1:19 config-value "tags" in "versions": it is an empty list']],
    ["one twice", '"{version}", "{version}"', "", ['1:33 config-value duplicate pattern "{version}"']],
    [
      "an unknown placeholder",
      '"{version}", "{mayor}"',
      "",
      ["1:33 config-placeholder unknown placeholder {mayor}: did you mean {major}?"],
    ],
    [
      "a placeholder with two meanings",
      '"{version}"',
      'matrix: { version: ["3.11"] }\n',
      ["1:20 config-placeholder {version} is a part of the version, and a name of the matrix: rename that, or use {variant}"],
    ],
    [
      "two patterns that give one text",
      '"{version}", "{major}.{minor}.{patch}"',
      "",
      [
        '1:1 config-tag-collision "{version}" and "{major}.{minor}.{patch}" would both give a:release a version tag like 1.4.2: change one of them',
      ],
    ],
    [
      "a pattern that reads as a pre-release",
      '"{version}", "{version}-el9"',
      "",
      [
        '1:1 config-tag-collision "{version}" and "{version}-el9" would both give a:release a version tag like 1.4.2-el9: change one of them',
      ],
    ],
    [
      "`latest` as an alias, too",
      '"{version}", latest',
      "aliases: [{ tag: latest }]\n",
      [
        "1:1 config-tag-collision latest is a tag of a:release in ghcr.io/octo-org/a, and would be a version tag of a:release: give it another name",
      ],
    ],
    [
      "the stream's own tag",
      '"{version}", release',
      "",
      [
        "1:1 config-tag-collision release is a tag of a:release in ghcr.io/octo-org/a, and would be a version tag of a:release: give it another name",
      ],
    ],
    [
      "a line that two variants share",
      '"{version}-{os}", latest',
      "matrix: { os: [el8, el9] }\n",
      [
        "1:1 config-tag-collision a:el8-release and a:el9-release would both get version tags like latest in ghcr.io/octo-org/a: give one of them other destinations, or `versions: false`",
      ],
    ],
    [
      "an invalid tag",
      '"{version}", "late st"',
      "",
      [
        expect.stringContaining(
          '1:1 config-tag a version tag of a:release would be the invalid tag "late st"',
        ) as unknown as string,
      ],
    ],
    [
      "a candidate's prefix",
      '"rc.{version}"',
      "",
      [expect.stringContaining("tags that begin with `rc.` are reserved") as unknown as string],
    ],
    [
      "the end of a timestamp",
      '"{version}", "x-20261123-0617"',
      "",
      [expect.stringContaining("looks like a timestamp tag") as unknown as string],
    ],
  ])("%s", (_, tags, more, faults) => {
    expect(faultsOfTags(tags, more)).toEqual(faults);
  });

  test("all at once, each image's own at its place", () => {
    const yaml = `versions: { tags: ["{version}", "{x}"] }
images:
  a: { context: . }
  b: { context: ., versions: { tags: [latest] } }
`;
    expect(faultsOf(yaml)).toEqual([
      "1:33 config-placeholder unknown placeholder {x}: expected {version}, {major}, {minor}, {patch}, {variant}, {image} or {stream}",
      expect.stringContaining("4:38 config-value no pattern has {version}"),
    ]);
  });
});

describe("the form of git tags", () => {
  test("text after the version", () => {
    const yaml = 'versions: { git-tag: "v{version}-{image}" }\nimages: { a: { context: . }, b: { context: . } }\n';
    expect(load(yaml).units.map(({ versions }) => versions?.gitTag)).toEqual(["v{version}-a", "v{version}-b"]);
  });

  test("two that one git tag may have", () => {
    const yaml = 'versions: {}\nimages: { a: { context: . }, b: { context: ., versions: { git-tag: "v{version}-b" } } }\n';
    expect(faultsOf(yaml)).toEqual([
      '2:47 config-value the git tag v1.4.2-b would be a version of "v{version}-b" and of "v{version}": change one of them',
    ]);
  });
});

describe("images with versions alone", () => {
  test("each variant is a unit, with candidates and without a stream", () => {
    const yaml =
      "streams: { release: , testing: }\nmatrix: { os: [el8, el9] }\naliases: [{ tag: latest, when: { os: el9, stream: release } }]\nversions: { stream: release }\nimages: { a: { context: ., streams: false }, b: { context: . } }\n";
    const { units } = load(yaml);
    expect(units.slice(0, 2)).toMatchObject([
      { name: "a:el8-version", stream: "version", streamTag: "el8-version", aliases: [], versions: { alone: true } },
      { name: "a:el9-version", stream: "version", streamTag: "el9-version", aliases: [], versions: { alone: true } },
    ]);
    expect(units).toHaveLength(6);
  });

  test("a base in one stream, and a base with versions alone", () => {
    const yaml =
      "versions: {}\nimages: { base: { context: . }, a: { context: ., base: base, streams: false }, b: { context: ., base: a, streams: false } }\n";
    expect(load(yaml).units.map(({ name, base }) => [name, base])).toEqual([
      ["base:release", undefined],
      ["a:version", "base:release"],
      ["b:version", "a:version"],
    ]);
  });

  test.each<[string, string, string[]]>([
    [
      "nothing would publish it",
      "images: { a: { context: ., streams: false } }\n",
      ['1:37 config-missing-key image "a" has no stream, so it needs `versions`: nothing would publish it'],
    ],
    [
      "aliases",
      "versions: {}\nimages: { a: { context: ., streams: false, aliases: [{ tag: latest }] } }\n",
      ['2:44 config-value image "a" has no stream that aliases could move with: give it a pattern in `versions.tags`'],
    ],
    [
      "a base in several streams",
      "streams: { x: , y: }\nversions: { stream: x }\nimages: { base: { context: . }, a: { context: ., base: base, streams: false } }\n",
      [
        '3:56 config-base a:version matches no unit of "base": "base" is in several streams: choose one with `versions: { stream: … }` of this image',
      ],
    ],
    [
      "a child in a stream",
      "versions: {}\nimages: { base: { context: ., streams: false }, a: { context: ., base: base } }\n",
      ['2:72 config-base a:release matches no unit of "base": "base" is not in the stream "release"'],
    ],
    [
      "a placeholder of the version in a stream of the default branch",
      'versions: {}\nimages: { a: { context: ., args: { V: "{version}" } } }\n',
      [
        "2:39 config-placeholder {version} has no value: the builds of a stream from the default branch are of no version. Give the image `streams: false`, the stream `from: { tag: … }`, or the text another placeholder. For the literal text, write {{version}}",
      ],
    ],
    [
      "the same outside `args` and `labels`",
      'versions: {}\nimages: { a: { context: "{version}", streams: false } }\n',
      [expect.stringContaining("config-placeholder unknown placeholder {version}") as unknown as string],
    ],
  ])("%s", (_, yaml, faults) => {
    expect(faultsOf(yaml)).toEqual(faults);
  });
});
