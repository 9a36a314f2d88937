import { describe, expect, test } from "@jest/globals";
import { faultsOf, load, print } from "../support.ts";

const image = "images: { a: { context: . } }\n";
const warningsOf = (yaml: string) => load(yaml).warnings.map(print);

describe("`stale` and `every`", () => {
  test.each([
    ["7d", "7d"],
    ["7d", "3d"],
    ["1w", "168h"],
  ])("every %s, stale %s: every image would be reported before it is due", (every, stale) => {
    expect(faultsOf(`rebuild: { every: ${every}, stale: ${stale} }\n${image}`)).toEqual([
      expect.stringMatching(/^1:\d+ config-value `stale` \(\w+\) must be longer than `every` \(\w+\): .* Add some days/),
    ]);
  });

  test.each(["every: 7d, stale: 10d", "stale: 1s", "every: 1h", "every: 7d, bases: false"])("%s is fine", (rebuild) => {
    expect(warningsOf(`rebuild: { ${rebuild} }\n${image}`)).toEqual([]);
  });

  test("a wrong duration is one fault alone", () => {
    expect(faultsOf(`rebuild: { every: 7d, stale: 3 days, at-least: 1d }\n${image}`)).toHaveLength(1);
  });
});

describe("`unchanged` and its neighbours", () => {
  test.each([
    ["at-least: 5w", "`at-least` has no effect without `unchanged: keep`"],
    ["unchanged: publish, at-least: 5w", "`at-least` has no effect without `unchanged: keep`"],
    ["every: 7d, unchanged: keep, at-least: 7d", "`unchanged: keep` keeps nothing that is due"],
  ])("%s", (rebuild, message) => {
    expect(warningsOf(`rebuild: { ${rebuild} }\n${image}`)).toEqual([expect.stringContaining(`config-idle ${message}`)]);
  });

  test.each(["unchanged: keep", "unchanged: keep, at-least: 5w", "every: 7d, unchanged: keep, at-least: 5w"])(
    "%s is fine",
    (rebuild) => {
      expect(warningsOf(`rebuild: { ${rebuild} }\n${image}`)).toEqual([]);
    },
  );

  test("an image without a list of packages is never kept", () => {
    const images = "images:\n  a: { context: ., packages: false }\n  b: { context: . }\n";
    expect(warningsOf(`rebuild: { unchanged: keep }\n${images}`)).toEqual([
      expect.stringContaining('3:20 config-idle `unchanged: keep` keeps nothing of the image "a"'),
    ]);
    expect(warningsOf(images)).toEqual([]);
  });

  test("nor any, if `defaults` says so: one warning", () => {
    const yaml =
      "rebuild: { unchanged: keep }\ndefaults: { packages: false }\nimages: { a: { context: . }, b: { context: . } }\n";
    expect(warningsOf(yaml)).toEqual([expect.stringContaining("2:13 config-idle `unchanged: keep` keeps nothing")]);
  });
});

describe("`notify`", () => {
  test("names each repository once", () => {
    expect(faultsOf(`notify: [octo/a, octo/b, Octo/A]\n${image}`)).toEqual(['1:26 config-value duplicate repository "Octo/A"']);
  });

  test.each(["../a", "octo/..", "octo/.", "./a", "octo/a/b", "octo"])("%s is no repository", (name) => {
    expect(faultsOf(`notify: ["${name}"]\n${image}`)).toEqual([expect.stringContaining("it is not a repository")]);
  });

  test("a name may begin with a dot", () => {
    expect(warningsOf(`notify: [octo/.github]\n${image}`)).toEqual([]);
  });
});

test("packages: each place says which key belongs there", () => {
  expect(faultsOf("packages: false\nimages: { a: { context: . } }")).toEqual([
    '1:11 config-value "packages" at the top level: it takes a `generator`. To leave the list out, put `packages: false` in an image, or in `defaults`',
  ]);
  expect(faultsOf("images: { a: { context: ., packages: { generator: x } } }")).toEqual([
    '1:38 config-value "packages" in image "a": it must be true or false. A `generator` is for all images: put it in `packages` at the top level',
  ]);
});
