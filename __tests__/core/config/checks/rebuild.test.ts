import { describe, expect, test } from "@jest/globals";
import { faultsOf, load } from "../support.ts";

const configuration = (rebuild: string) => `rebuild: ${rebuild}\nimages: { a: { context: . } }\n`;
const warningsOf = (rebuild: string) =>
  load(configuration(rebuild)).warnings.map(({ code, line, column }) => [code, line, column]);

describe("rebuild", () => {
  test.each(["{ every: 7d, stale: 7d }", "{ every: 2w, stale: 10d }"])("%s: an image is too old before it is due", (rebuild) => {
    expect(faultsOf(configuration(rebuild))).toEqual([
      expect.stringMatching(/^1:\d+ config-value `stale: .* makes an image too old/),
    ]);
  });

  test("stale after every, and alone", () => {
    expect(faultsOf(configuration("{ every: 7d, stale: 10d }"))).toEqual([]);
    expect(faultsOf(configuration("{ stale: 1d }"))).toEqual([]);
  });

  test("a faulty duration is the only fault", () => {
    expect(faultsOf(configuration("{ every: week, stale: 1d }"))).toEqual([expect.stringContaining('"every" in "rebuild"')]);
  });

  test("at-least without unchanged: keep has no effect", () => {
    expect(warningsOf("{ at-least: 5w }")).toEqual([["config-idle", 1, 12]]);
    expect(warningsOf("{ at-least: 5w, unchanged: publish }")).toEqual([["config-idle", 1, 12]]);
    expect(warningsOf("{ at-least: 5w, unchanged: keep }")).toEqual([]);
    expect(faultsOf(configuration("{ at-least: 5w, unchanged: skip }"))).toEqual([expect.stringContaining('"unchanged" in')]);
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
