import { describe, expect, test } from "@jest/globals";
import { loadConfiguration } from "../../../../src/core/config/index.ts";
import { type FaultyCase, faultsOf, load } from "../support.ts";

const config = (from: string, more = "") =>
  `images: { squid: { context: . } }\nstreams:\n  edge: {}\n  x:\n    from: ${from}\n${more}`;

const faulty: FaultyCase[] = [
  [
    "no ref at all",
    config("{}"),
    ['5:11 config-value `from` names no source: add `tag: "v{version}"` for the newest release, or `branch`'],
  ],
  [
    "both",
    config('{ tag: "v{version}", branch: b }'),
    ["5:11 config-value `from` has both `tag` and `branch`: remove one of them"],
  ],
  [
    "an unknown key",
    config("{ tags: v }"),
    ['5:13 config-unknown-key unknown key "tags" in "from" of stream "x": did you mean "tag"?'],
  ],
  [
    "an unknown ref form",
    config("{ commit: abc }"),
    ['5:13 config-unknown-key unknown key "commit" in "from" of stream "x": expected tag, pre-releases, range or branch'],
  ],
  [
    "a pattern without {version}",
    config("{ tag: v1 }"),
    [
      '5:18 config-value "v1" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}"',
    ],
  ],
  [
    "two of them",
    config('{ tag: "{version}-{version}" }'),
    [
      '5:18 config-value "{version}-{version}" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}"',
    ],
  ],
  [
    "another placeholder",
    config('{ tag: "{image}-{version}" }'),
    ["5:18 config-placeholder unknown placeholder {image}: expected {version}"],
  ],
  [
    "a full ref as a form",
    config('{ tag: "refs/tags/v{version}" }'),
    [
      '5:18 config-value "refs/tags/v{version}" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}"',
    ],
  ],
  [
    "a range that is none",
    config('{ tag: "v{version}", range: newest }'),
    ['5:39 config-value "newest" is not a range of versions: write one such as "1.4" (for 1.4.x), "^2.1" or ">=2 <4"'],
  ],
  [
    "a range that YAML changes",
    config('{ tag: "v{version}", range: 1.10 }'),
    ['5:39 config-unquoted YAML reads 1.10 as 1.1: write "1.10" with quotes to keep the text'],
  ],
  [
    "a branch with a range and pre-releases",
    config("{ branch: b, range: 1, pre-releases: true }"),
    [
      "5:24 config-value `range` is for `tag`: a branch has no versions",
      "5:34 config-value `pre-releases` is for `tag`: a branch has no versions",
    ],
  ],
  [
    "a branch that git refuses",
    config("{ branch: a..b }"),
    ['5:21 config-value "a..b" is not a valid name of a branch: git refuses it'],
  ],
  [
    "a full ref as a branch",
    config("{ branch: refs/heads/b }"),
    ['5:21 config-value "refs/heads/b" is a full ref: write the branch\'s name alone'],
  ],
  ["text instead of a map", config("v1"), ['5:11 config-value "from" in stream "x" must be a map of keys and values']],
  [
    "with all other faults at once",
    config("{ tag: v }", "tag: '{no}'\n"),
    [
      '5:18 config-value "v" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}"',
      "6:6 config-placeholder unknown placeholder {no}: expected {image} or {stream}. For the literal text, write {{no}}",
    ],
  ],
];

test.each(faulty)("a fault: %s", (_, yaml, faults) => expect(faultsOf(yaml)).toEqual(faults));

describe("where streams come from", () => {
  test("each form, and its defaults", () => {
    const { from } = load(
      'images: { squid: { context: . } }\nstreams:\n  a:\n  b: { from: { tag: "v{version}" } }\n  c: { from: { tag: "v{version}", pre-releases: true, range: 1.4 } }\n  d: { from: { branch: 3.22-stable } }\n',
    );
    expect(Object.fromEntries(from)).toEqual({
      b: { tag: "v{version}", preReleases: false },
      c: { tag: "v{version}", preReleases: true, range: "1.4" },
      d: { branch: "3.22-stable" },
    });
  });

  test("a stream from the default branch has no source", () => {
    const text = "images: { squid: { context: . } }\nstreams: { a: { from: { branch: main } } }\n";
    const { from } = loadConfiguration({ text, file: "t.yml", owner: "o", defaultBranch: "main", kindOf: () => "file" });
    expect(from.size).toBe(0);
  });
});

const source = { ref: "refs/tags/v1.4.2", commit: "a".repeat(40), version: "1.4.2" };
const text = `images:
  squid: { context: squid, tests: [{ script: test.sh }] }
  varnish: { context: varnish }
streams:
  edge:
  release: { from: { tag: "v{version}" } }
`;
const present = (path: string) => (/(Dockerfile|\.sh)$/.test(path) ? "file" : "folder") as "file" | "folder";

/** The units and obstacles of that configuration, where the release has only some paths. */
function at(lacks: RegExp) {
  const kindOf = (path: string) => (lacks.test(path) ? undefined : present(path));
  const loaded = loadConfiguration({
    text,
    file: "t.yml",
    owner: "o",
    kindOf: present,
    sources: new Map([["release", { source, kindOf }]]),
  });
  return { sources: loaded.units.map((unit) => [unit.name, unit.source]), obstacles: Object.fromEntries(loaded.obstacles) };
}

describe("paths at a source", () => {
  test("all there", () => {
    const { sources, obstacles } = at(/none/);
    expect(obstacles).toEqual({});
    expect(sources).toEqual([
      ["squid:edge", undefined],
      ["squid:release", source],
      ["varnish:edge", undefined],
      ["varnish:release", source],
    ]);
  });

  test.each([
    ["no context", /^varnish/, { "varnish:release": { absent: "not in v1.4.2: it has no context varnish" } }],
    ["no Dockerfile", /^varnish\/D/, { "varnish:release": { absent: "not in v1.4.2: it has no Dockerfile varnish/Dockerfile" } }],
    [
      "no test script",
      /test/,
      { "squid:release": { blocked: { code: "source-unusable", reason: "v1.4.2 has no script test.sh" } } },
    ],
  ])("%s", (_, lacks, expected) => expect(at(lacks).obstacles).toEqual(expected));

  test("of a stream without a source, every path counts as present, and none is looked up", () => {
    const load = (more: object) =>
      loadConfiguration({
        text: 'images: { squid: { context: squid } }\nstreams: { release: { from: { tag: "v{version}" } } }\n',
        file: "t.yml",
        owner: "o",
        kindOf: () => undefined,
        ...more,
      });
    expect(load({}).obstacles.size).toBe(0);
    expect(load({}).units[0]?.build.dockerfile).toBe("squid/Dockerfile");
    const idle = load({ sources: new Map([["release", { idle: "no tag" }]]) });
    expect(Object.fromEntries(idle.obstacles)).toEqual({ "squid:release": { absent: "no tag" } });
  });
});
