import { describe, expect, test } from "@jest/globals";
import { faultsOf, load, print } from "../support.ts";

const image = "images: { a: { context: . } }\n";
const warningsOf = (yaml: string) => load(yaml).warnings.map(print);

describe("ages of `retention`", () => {
  test.each([
    ["all: 90d, weekly: 90d", "`weekly: 90d` keeps nothing more than `all: 90d`"],
    ["all: 90d, weekly: 4w", "`weekly: 4w` keeps nothing more than `all: 90d`"],
    ["weekly: 1y, monthly: 90d", "`monthly: 90d` keeps nothing more than `weekly: 1y`"],
    ["all: 1y, monthly: 90d", "`monthly: 90d` keeps nothing more than `all: 1y`"],
    ["protect: ['*']", "`protect` has no effect"],
    [
      "all: 30d, candidates: 2d",
      "`candidates: 2d` has no effect on candidates that a merge may still publish: these stay for 7d",
    ],
  ])("%s", (rules, message) => {
    expect(warningsOf(`retention: { ${rules} }\n${image}`)).toEqual([expect.stringContaining(`config-idle ${message}`)]);
  });

  test.each([
    "all: 90d, monthly: 1y",
    "all: 30d, weekly: 90d, monthly: 1y, last: 5",
    "last: 1, protect: ['*-20260406-*']",
    "all: 30d, candidates: 7d, untagged: 1d, keep-file: .github/keep.txt",
  ])("%s is fine", (rules) => {
    expect(warningsOf(`retention: { ${rules} }\n${image}`)).toEqual([]);
  });

  test("candidates that nothing promotes may be as young as one likes", () => {
    expect(warningsOf(`promotion: never\nretention: { all: 30d, candidates: 2d }\n${image}`)).toEqual([]);
  });

  test("a number that is text says what it has to be", () => {
    expect(faultsOf(`retention: { last: five, max: "9" }\n${image}`)).toEqual(
      ["last", "max"].map((key) => expect.stringContaining(`config-value "${key}" in "retention" must be a number`)),
    );
  });

  test("streams and images have rules of their own, checked alike", () => {
    const yaml = `streams: { a: { retention: { all: 2w, weekly: 1w } }, b: {} }\nimages: { a: { context: ., retention: { all: 2d, monthly: 1d } } }\n`;
    expect(warningsOf(yaml)).toEqual([
      expect.stringMatching(/^1:\d+ config-idle `weekly: 1w`/),
      expect.stringMatching(/^2:\d+ config-idle `monthly: 1d`/),
    ]);
  });
});

describe("keys that are wrong", () => {
  test.each([
    ["keep-file: ../keep.txt", 'config-path-outside "../keep.txt" is outside of the repository'],
    ["keep-file: /etc/keep.txt", "config-path-outside"],
  ])("%s", (key, message) => {
    expect(faultsOf(`retention: { all: 30d, ${key} }\n${image}`)).toEqual([expect.stringContaining(message)]);
  });

  test("wrong ages are no other faults: images without a tag have at least a day", () => {
    expect(faultsOf(`retention: { all: 3 days, weekly: 1d, untagged: 0d }\n${image}`)).toEqual(
      ["all", "untagged"].map((key) => expect.stringContaining(`config-value "${key}" in "retention": an age is`)),
    );
  });
});

describe("`retention: false`", () => {
  const idle = expect.stringContaining("config-idle `retention: false` has no effect");

  test.each([
    ["streams: { a: { retention: false } }\n", ""],
    ["", ", retention: false"],
  ])("without common rules has no effect", (streams, own) => {
    expect(warningsOf(`${streams}images: { a: { context: .${own} } }\n`)).toEqual([idle]);
  });

  test.each(["retention: { all: 30d }\n", "streams: { a: { retention: { all: 30d } } }\n"])("with %s it has", (rules) => {
    expect(warningsOf(`${rules}images: { a: { context: ., retention: false } }\n`)).toEqual([]);
  });
});
