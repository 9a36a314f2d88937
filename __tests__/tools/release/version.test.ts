import { describe, expect, test } from "@jest/globals";
import { distTag, highest, movingTags, parseVersion, tagOf, type Version } from "../../../tools/release/version.ts";

const version = (text: string): Version => parseVersion(text) as Version;
const versions = (...texts: string[]): Version[] => texts.map(version);

describe("a version", () => {
  test.each(["1", "v1.2.3", "1.2", "1.2.3+build", "01.x.3", ""])("%j is none", (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  test.each([
    ["1.2.3", "v1.2.3", ["v1", "v1.2"]],
    ["2.0.0", "v2.0.0", ["v2", "v2.0"]],
    ["0.3.1", "v0.3.1", ["v0", "v0.3"]],
    ["2.0.0-rc.1", "v2.0.0-rc.1", []],
  ])("%s has the tag %s, and moves %j", (text, tag, moving) => {
    expect(tagOf(version(text))).toBe(tag);
    expect(movingTags(version(text)).map((one) => one.tag)).toEqual(moving);
  });

  test("v1 covers all of its major version, and v1.2 of its minor one", () => {
    const others = versions("1.2.9", "1.10.0", "2.2.0", "0.2.0");
    expect(movingTags(version("1.2.3")).map(({ covers }) => others.filter(covers).map(({ text }) => text))).toEqual([
      ["1.2.9", "1.10.0"],
      ["1.2.9"],
    ]);
  });

  test.each([
    [["1.9.0", "1.10.0", "1.2.30"], "1.10.0"],
    [["1.0.0", "2.0.0-rc.1"], "1.0.0"],
    [["2.0.0-rc.1"], undefined],
    [[], undefined],
  ])("of %j the highest is %s", (texts, text) => {
    expect(highest(versions(...texts))?.text).toBe(text);
  });

  test.each([
    ["1.2.3", [], "latest"],
    ["1.2.3", ["1.2.2", "2.0.0-rc.1"], "latest"],
    ["1.2.3", ["2.0.0"], "latest-1"],
    ["2.0.0-rc.1", ["1.0.0"], "next"],
  ])("npm lists %s, after %j, as %s", (text, released, tag) => {
    expect(distTag(version(text), versions(...released))).toBe(tag);
  });
});
