import { describe, expect, test } from "@jest/globals";
import { createOverlap } from "../../../src/core/tags/pattern-overlap.ts";
import { kindOfTag, publicationTags } from "../../../src/core/tags/publication-tags.ts";
import { lineTags, recordedVersions, wholeTags } from "../../../src/core/tags/version.ts";
import { compilePattern, parsePattern, printPattern } from "../../../src/core/tags/version-pattern.ts";

const unitOf = (...tags: string[]) => ({
  streamTag: "release",
  aliases: [],
  variant: {},
  versions: { gitTag: "v{version}", tags },
});
const versions = ["0.0.0", "1.4.2", "10.20.30", "1.5.0-rc.1", "1.5.0-0.a-b.10", "2.0.0--.-x", "1.0.0-x-el9", "1.0.0-el9-el9"];

describe("a pattern prints and parses", () => {
  test.each([
    ["{version}", "1.4.2", "1.4.2", {}],
    ["v{version}", "1.4.2", "v1.4.2", {}],
    ["{version}-el9", "1.4.2", "1.4.2-el9", {}],
    ["{version}-el9", "1.4.2-el9", "1.4.2-el9-el9", {}],
    ["25-{version}-el9", "1.5.0-rc.1", "25-1.5.0-rc.1-el9", {}],
    ["{major}_{version}", "1.4.2", "1_1.4.2", {}],
  ])("%s: the version %s as %s", (text, version, tag) => {
    const pattern = compilePattern(text);
    expect(printPattern(pattern, version)).toBe(tag);
    expect(parsePattern(pattern, tag)).toEqual({ version });
  });

  test.each(["{version}", "x-{version}", "{version}-el9", "a.{version}.b"])(
    "%s gives each version one text, read back",
    (text) => {
      const pattern = compilePattern(text);
      for (const version of versions) expect(parsePattern(pattern, printPattern(pattern, version))).toEqual({ version });
      expect(new Set(versions.map((version) => printPattern(pattern, version))).size).toBe(versions.length);
    },
  );

  test.each([
    ["{version}-el9", "1.4.2"],
    ["{version}-el9", "1.4-el9"],
    ["{version}-el9", "1.4.2-el8"],
    ["{major}_{version}", "2_1.4.2"],
    ["{major}.{minor}", "1.04"],
    ["{major}.{minor}", "1.4.2"],
    ["latest", "latest2"],
    ["a.b-{version}", "axb-1.4.2"],
  ])("%s: %s is no such tag", (text, tag) => {
    expect(parsePattern(compilePattern(text), tag)).toBeUndefined();
  });

  test("parts have a second spelling, as values have it", () => {
    expect(compilePattern("{version.major}.{version.minor}.{version.patch}").text).toBe("{major}.{minor}.{patch}");
  });
});

describe("the tags of a unit's versions", () => {
  const unit = unitOf("{version}", "v{version}", "{major}.{minor}", "{major}", "latest");

  test.each([
    ["1.4.2", ["1.4.2", "v1.4.2"], ["1.4", "1", "latest"]],
    ["1.5.0-rc.1", ["1.5.0-rc.1", "v1.5.0-rc.1"], []],
  ])("%s", (version, whole, lines) => {
    expect(wholeTags(unit, version)).toEqual(whole);
    expect(lineTags(unit, version)).toEqual(lines);
    const facts = { purpose: "versions", version: { text: version, lines } } as const;
    expect(publicationTags(unit, facts).map(({ tag, mutability }) => [tag, mutability])).toEqual([
      ...whole.map((tag) => [tag, "written once"]),
      ...lines.map((tag) => [tag, "moves"]),
    ]);
  });

  test("the first whole pattern records the versions", () => {
    expect(recordedVersions(unit, ["1.4.2", "v1.4.2", "v2.0.0", "1.4", "latest", "1.5.0-rc.1"])).toEqual(["1.4.2", "1.5.0-rc.1"]);
  });

  test.each([
    ["latest", "version line"],
    ["1", "version line"],
    ["v1.4.2", "version"],
    ["v1.4", undefined],
    ["latest-20261123-0617", undefined],
    ["release-20261123-0617", "timestamp"],
  ])("%s is of the kind %s", (tag, kind) => {
    expect(kindOfTag(unit, tag)?.name).toBe(kind);
  });

  test("with days in use, what ends like a day is no version", () => {
    expect(kindOfTag(unit, "1.5.0-20261123")?.name).toBe("version");
    expect(kindOfTag({ ...unit, timestamps: "day" }, "1.5.0-20261123")).toBeUndefined();
  });
});

describe("a text that two patterns give", () => {
  test.each([
    ["{version}", "{version}", "1.4.2"],
    ["{version}", "{major}.{minor}.{patch}", "1.4.2"],
    ["{version}", "{version}-el9", "1.4.2-el9"],
    ["{version}-{major}", "{version}", "1.4.2-1"],
    ["{major}", "1", "1"],
    ["{major}.{minor}", "1.{major}", "1.1"],
    ["x-{version}", "x-7.0.0-a{major}", "x-7.0.0-a1"],
    ["{version}-a.{major}", "{version}-{minor}.0", undefined],
    ["{major}{minor}", "{major}", "14"],
    ["latest", "{version}", undefined],
    ["latest", "late{major}", undefined],
    ["{version}", "{major}.{minor}", undefined],
    ["{major}.{minor}", "{major}", undefined],
    ["{version}-el9", "{version}-el8", undefined],
    ["25-{version}", "26-{version}", undefined],
    ["25-{version}", "25-el9-{version}", undefined],
    ["{version}", "v{version}", undefined],
    ["{version}", "0{version}", undefined],
    ["{version}", "1.2.3-0{major}", undefined],
    ["{version}", "1.2.3-0{major}a", "1.2.3-01a"],
  ])("%s and %s: %s", (a, b, expected) => {
    const overlap = createOverlap();
    const texts = [overlap(compilePattern(a), compilePattern(b)), overlap(compilePattern(b), compilePattern(a))];
    if (expected === undefined) expect(texts).toEqual([undefined, undefined]);
    for (const text of texts.filter((one) => one !== undefined)) {
      expect(parsePattern(compilePattern(a), text)).toBeDefined();
      expect(parsePattern(compilePattern(b), text)).toBeDefined();
    }
    expect(texts[0]).toBe(expected);
  });

  // Whether a text of one is a text of the other, for every text of some versions.
  test("the search finds what any example shows", () => {
    const ends = ["", "-el9", "-0", ".1", "-rc.1", "-a{major}"];
    const forms = ["{version}", "{major}", "{major}.{minor}", "1.{minor}", "latest"];
    const patterns = forms.flatMap((form) => ends.map((end) => compilePattern(form + end)));
    const overlap = createOverlap();
    let found = 0;
    for (const a of patterns) {
      for (const b of patterns) {
        const text = versions.map((version) => printPattern(a, version)).find((tag) => parsePattern(b, tag));
        const shared = overlap(a, b);
        if (text !== undefined) expect([a.text, b.text, shared]).not.toContain(undefined);
        if (shared === undefined) continue;
        found++;
        expect([a.text, b.text, parsePattern(a, shared), parsePattern(b, shared)]).not.toContain(undefined);
      }
    }
    expect(found).toBeGreaterThan(patterns.length);
    expect(found).toBeLessThan(patterns.length ** 2 / 2);
  });
});
