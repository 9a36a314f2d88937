import { describe, expect, test } from "@jest/globals";
import { type FaultyCase, faultsIn, faultsOf, load, loadWith, print } from "../support.ts";

const config = (stable: string, more = "images: { squid: { context: . } }") =>
  `streams:\n  fresh: {}\n  stable: ${stable}\n${more}\n`;

const faulty: FaultyCase[] = [
  ["an unknown stream", config("{ follows: frsh }"), ['3:22 config-unknown-name unknown stream "frsh": did you mean "fresh"?']],
  [
    "itself",
    config("{ follows: stable }"),
    ['3:22 config-follow the stream "stable" follows itself: name the stream whose images it publishes'],
  ],
  [
    "an only stream",
    "streams: { stable: { follows: fresh } }\nversions: {}\nimages: { squid: { context: . } }",
    ['1:31 config-unknown-name unknown stream "fresh"'],
  ],
  [
    "a circle, and a stream that leads to it",
    "streams: { a: { follows: b }, b: { follows: c }, c: { follows: b } }\nimages: { squid: { context: . } }",
    ["1:45 config-follow these streams follow each other, and none has a build: b → c → b"],
  ],
  [
    "keys of a build",
    config('{ follows: fresh, args: { A: 1 }, from: { branch: "b" } }'),
    [
      '3:29 config-follow the stream "stable" follows "fresh" and builds nothing: remove `args`, or `follows`',
      '3:45 config-follow the stream "stable" follows "fresh" and builds nothing: remove `from`, or `follows`',
    ],
  ],
  [
    "keys without `follows`",
    config("{ soak: 7d, together: true, tests: [] }"),
    ["soak", "together", "tests"].map(
      (key, index) =>
        `3:${[13, 23, 39][index]} config-follow \`${key}\` is for a stream that follows another one: add \`follows\`, or remove it`,
    ),
  ],
  [
    "a misspelled key: one message",
    config("{ folows: fresh, soak: 7d }"),
    ['3:13 config-unknown-key unknown key "folows" in stream "stable": did you mean "follows"?'],
  ],
  [
    "values of a wrong form",
    config("{ follows: fresh, soak: 7 days, verdict: always, together: [] }"),
    [
      '3:35 config-value "soak" in stream "stable": a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`, `5w`',
      '3:52 config-value "verdict" in stream "stable" must be "optional" or "required"',
      '3:70 config-value "together" in stream "stable": it is an empty list',
    ],
  ],
  [
    "an image in the follower alone",
    config("{ follows: fresh }", "images: { squid: { context: ., streams: [stable] } }"),
    [
      '4:42 config-follow image "squid" is in the stream "stable", but not in "fresh", which that stream follows: add "fresh", or remove "stable"',
    ],
  ],
  [
    "combinations that the other stream lacks",
    config(
      "{ follows: fresh }",
      "matrix: { os: [el8, el9], exclude: [{ os: el8, stream: fresh }] }\nimages: { squid: { context: . } }",
    ),
    [
      '4:1 config-follow squid (os el8, stream stable) would follow nothing: the matrix has no such combination in the stream "fresh". Add it there, or exclude it from "stable", too',
    ],
  ],
  [
    "versions of a follower",
    config("{ follows: fresh }", "versions: { stream: stable }\nimages: { squid: { context: . } }"),
    [
      '4:21 config-follow the stream "stable" builds nothing, so no git tag gives it versions: name "fresh", which has the builds',
    ],
  ],
  [
    "a test with a name of the image's",
    config(
      '{ follows: fresh, tests: [{ name: smoke, run: a }, { name: "true", run: b }, { name: x, run: c }, { name: x, run: d }] }',
      'images: { squid: { context: ., tests: [{ name: smoke, run: a }, { run: "true" }] }, b: { context: . } }',
    ),
    [
      '3:45 config-test squid:fresh has a test of the name "smoke" already, and its images pass that here, too: give this one another name',
      '3:70 config-test squid:fresh has a test of the name "true" already, and its images pass that here, too: give this one another name',
      '3:117 config-test two tests of this stream have the name "x": the first is on line 3',
    ],
  ],
  [
    "faults inside its tests",
    config(
      '{ follows: fresh, tests: [{ run: a, exec: b }, { script: gone.sh }, { run: "{os}" }, { run: a, platforms: [linux/arm64] }] }',
    ),
    [
      "3:37 config-test a test needs exactly one of `run`, `exec` and `script`, and this one has `run` and `exec`",
      '3:68 config-path-missing script "gone.sh" does not exist',
      "3:86 config-placeholder unknown placeholder {os}: expected {image} or {stream}. For the literal text, write {{os}}",
      "3:118 config-test no image of the stream is built for linux/arm64, only for linux/amd64",
    ],
  ],
];

describe("a stream that follows", () => {
  test.each(faulty)("%s", (_, yaml, faults) => {
    expect(faultsOf(yaml)).toEqual(faults);
  });
});

test("versions are of the one stream that has builds", () => {
  const { units } = load(config("{ follows: fresh }", "versions: {}\nimages: { squid: { context: . } }"));
  expect(units.map(({ versions }) => versions)).toEqual([{ gitTag: "v{version}" }, undefined]);
});

test("times without an effect are warned of", () => {
  const { warnings, units } = load(config("{ follows: fresh, soak: 12h, shown: 1d, verified: 12h }"));
  expect(warnings.map(print)).toEqual([
    "3:47 config-idle `shown` counts as 12h: it is never longer than `soak`",
    "3:61 config-idle a good verdict shortens nothing: `verified` is not shorter than `soak`, which is 12h",
  ]);
  expect(units[1]?.follows).toMatchObject({ soak: 43_200_000, shown: 43_200_000, verified: 43_200_000 });
});

describe("an alias of a follower", () => {
  const read = (tag: string) => () =>
    loadWith(
      config(
        "{ follows: fresh }",
        `values: { v: { file: VERSION } }\naliases: [{ tag: "${tag}" }]\nimages: { squid: { context: . } }`,
      ),
      { VERSION: "1.4.2" },
    );

  test("that needs a file", () => {
    expect(faultsIn(read("{stream}-{v.major}"))).toEqual([
      '5:18 config-follow the alias "{stream}-{v.major}" of squid:stable needs {v.major} from a file, which an image of the stream that it follows does not record. Use a label of the image, {label:…}, or leave the stream out with a `when`',
    ]);
  });

  test.each([["{stream}-{sha}"], ["{stream}-{date}"], ["{stream}-{label:a.b}"]])("%s", (tag) => {
    expect(faultsIn(read(tag))).toEqual([]);
  });
});

test("two streams of the same releases cannot share an alias of the version", () => {
  const yaml = `streams: { release: { from: { tag: "v{version}" } }, stable: { follows: release } }
aliases: [{ tag: "{version}" }]
images: { squid: { context: . } }`;
  expect(faultsOf(yaml)).toEqual([
    expect.stringMatching(/^2:18 config-tag-collision alias "\{version\}" gives .* to both squid:release and squid:stable/),
  ]);
});
