import { describe, expect, test } from "@jest/globals";
import { faultsOf, load } from "../support.ts";

/** Of each unit that gets version tags, on which git tags. */
const versionsIn = (yaml: string): Record<string, string> =>
  Object.fromEntries(load(yaml).units.flatMap(({ name, versions }) => (versions ? [[name, versions.gitTag]] : [])));

describe("which units get version tags", () => {
  test.each<[string, string, Record<string, string>]>([
    ["none without the key", "images: { a: { context: . } }", {}],
    ["the units of the only stream", "versions: {}\nimages: { a: { context: . } }", { "a:release": "v{version}" }],
    [
      "the units of the named stream",
      "streams: { release: , testing: }\nversions: { stream: testing }\nimages: { a: { context: . } }",
      { "a:testing": "v{version}" },
    ],
    [
      "every variant of the stream",
      "matrix: { os: [el8, el9] }\nversions: { stream: release }\nimages: { a: { context: . } }",
      { "a:el8-release": "v{version}", "a:el9-release": "v{version}" },
    ],
    [
      "each image for its own git tags, by its name",
      'versions: { git-tag: "{image}-v{version}" }\nimages: { a: { context: . }, b/c: { context: . } }',
      { "a:release": "a-v{version}", "b/c:release": "b/c-v{version}" },
    ],
    [
      "an image's own versions instead of the common ones",
      'versions: {}\nimages: { a: { context: . , versions: { git-tag: "alpha@{version}" } }, b: { context: . }, c: { context: ., versions: false } }',
      { "a:release": "alpha@{version}", "b:release": "v{version}" },
    ],
    [
      "an image alone",
      "streams: { release: , testing: }\nimages: { a: { context: ., versions: { stream: release } }, b: { context: . } }",
      { "a:release": "v{version}" },
    ],
    [
      "no image outside the stream",
      "streams: { release: , testing: }\nversions: { stream: release }\nimages: { a: { context: . }, b: { context: ., streams: [testing] } }",
      { "a:release": "v{version}" },
    ],
  ])("%s", (_, yaml, expected) => {
    expect(versionsIn(yaml)).toEqual(expected);
  });
});

describe("faults", () => {
  test.each<[string, string, string[]]>([
    [
      "an unknown stream",
      "streams: { release: , testing: }\nversions: { stream: relase }\nimages: { a: { context: . } }\n",
      ['2:21 config-unknown-name unknown stream "relase": did you mean "release"?'],
    ],
    [
      "none named, of several",
      "streams: { release: , testing: }\nversions: {}\nimages: { a: { context: . } }\n",
      ['2:1 config-missing-key missing key "stream": choose one of release and testing for the version tags'],
    ],
    [
      "an image's own versions, for a stream without the image",
      "streams: { release: , testing: }\nimages: { a: { context: ., streams: [testing], versions: { stream: release } } }\n",
      ['2:68 config-unknown-name image "a" is not in the stream "release", which gets the version tags'],
    ],
    [
      "an unknown key",
      "versions: { git-tags: x }\nimages: { a: { context: . } }\n",
      ['1:13 config-unknown-key unknown key "git-tags" in "versions": did you mean "git-tag"?'],
    ],
    [
      "a form without a version",
      "versions: { git-tag: v }\nimages: { a: { context: . } }\n",
      [
        '1:22 config-value "v" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}" or "{image}-v{version}"',
      ],
    ],
    [
      "a version twice",
      'versions: { git-tag: "{version}-{version}" }\nimages: { a: { context: . } }\n',
      [expect.stringContaining('1:22 config-value "{version}-{version}" is not a valid form of git tags') as unknown as string],
    ],
    [
      "an unknown placeholder",
      'versions: { git-tag: "{series}-v{version}" }\nmatrix: { series: [a] }\nimages: { a: { context: . } }\n',
      ["1:22 config-placeholder unknown placeholder {series}: expected {version} or {image}"],
    ],
    [
      "an alias that would be a version tag",
      'versions: {}\naliases: [{ tag: "1" }]\nimages: { a: { context: . } }\n',
      [
        "1:1 config-tag-collision 1 is a tag of a:release in ghcr.io/octo-org/a, and would be a version tag of a:release: give it another name",
      ],
    ],
    [
      "a stream tag of another unit that would be a version tag",
      'streams: { release: , "1.4": }\ntag: "{stream}"\nversions: { stream: release }\nimages: { a: { context: . } }\n',
      [
        "3:1 config-tag-collision 1.4 is a tag of a:1.4 in ghcr.io/octo-org/a, and would be a version tag of a:release: give it another name",
      ],
    ],
    [
      "two images in one repository",
      "images:\n  a: { context: ., destinations: [ghcr.io/o/x], versions: {} }\n  b: { context: ., destinations: [ghcr.io/o/x], tag: stable, versions: {} }\n",
      [
        "2:49 config-tag-collision a:release and b:stable would both get version tags like 1.4.2 in ghcr.io/o/x: give one of them other destinations, or `versions: false`",
      ],
    ],
    [
      "a variant that is invalid in a tag, and not part of the stream tag",
      'matrix: { os: ["a/b"] }\ntag: "{stream}"\nversions: {}\nimages: { a: { context: . } }\n',
      [
        expect.stringContaining(
          '3:1 config-tag a version tag of a:release would be the invalid tag "a/b-1.4.2": a tag has only letters',
        ) as unknown as string,
      ],
    ],
  ])("%s", (_, yaml, faults) => {
    expect(faultsOf(yaml)).toEqual(faults);
  });

  test("6,000 units, each with a version tag of its own", () => {
    const values = Array.from({ length: 60 }, (_, n) => `s${n}`).join(", ");
    const images = Array.from({ length: 50 }, (_, n) => `a${n}: { context: . }`).join(", ");
    const yaml = `streams: { release: , testing: }\nmatrix: { series: [${values}] }\nversions: { stream: release }\nimages: { ${images} }`;
    expect(Object.keys(versionsIn(yaml))).toHaveLength(3000);
  });
});
