import { describe, expect, test } from "@jest/globals";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { isGitTagForm } from "../../../src/core/sources/git-names.ts";
import { kindOfTag } from "../../../src/core/tags/publication-tags.ts";
import { parseTimestampTag } from "../../../src/core/tags/timestamp.ts";
import { lineTags, parseVersionTag, wholeTags } from "../../../src/core/tags/version.ts";
import { listedVersions, parseVersion, versionsFor, versionsIn, versionTags } from "../../../src/core/versions/version.ts";
import { versionClashes } from "../../../src/core/versions/version-clash.ts";
import { makeUnit } from "../../support/units.ts";

const variant = { series: "25", os: "el9" };
const versions = { gitTag: "v{version}" };

describe("one grammar prints and parses version tags", () => {
  test.each([
    ["1.4.2", "", "1.4.2"],
    ["1.4", "", "1.4"],
    ["1", "", "1"],
    ["0", "", "0"],
    ["1.5.0-rc.1", "", "1.5.0-rc.1"],
    ["1.5.0-0.a-b.10", "", "1.5.0-0.a-b.10"],
    ["25-el9-1.4.2", "25-el9", "1.4.2"],
    ["25-el9-1.4", "25-el9", "1.4"],
    ["25-el9-1", "25-el9", "1"],
    ["25-el9-1.5.0-rc.1", "25-el9", "1.5.0-rc.1"],
  ])("%s", (text, own, version) => {
    const unit = { variant: own === "" ? {} : { all: own } };
    const read = parseVersionTag(text, unit);
    expect(read).toBeDefined();
    expect(read?.version).toBe(parseVersion(version) ? version : undefined);
    const example = version.split(".").length < 3 ? `${version}${".0".repeat(3 - version.split(".").length)}` : version;
    expect([...wholeTags(unit, example), ...lineTags(unit, example)]).toContain(text);
  });

  test.each([
    ["v1.4.2", ""],
    ["01.4.2", ""],
    ["1.04", ""],
    ["1.4.2.1", ""],
    ["1.4-rc.1", ""],
    ["1.5.0-01", ""],
    ["1.5.0-", ""],
    ["1.4.2+5", ""],
    ["latest", ""],
    ["", ""],
    ["25-el9-1.4.2", ""],
    ["25-el9-1.4.2", "25"],
    ["25-el9", "25-el9"],
    ["25-el9-", "25-el9"],
    ["25-el9-release", "25-el9"],
    ["1.4.2", "25-el9"],
    ["release-20261123-0617", ""],
    ["rc.1.4be1c0ffee12", ""],
  ])("%s is no version of the variant %j", (text, own) => {
    expect(parseVersionTag(text, { variant: own === "" ? {} : { all: own } })).toBeUndefined();
  });

  test.each(["1.5.0-20261123-0617", "1.5.0-20261123-0617-01", "1.5.0-rc.20261123-0617"])(
    "%s is read as a timestamp tag or as nothing, and never as a version, whatever is shown by others",
    (text) => {
      const isTimestamp = parseTimestampTag(text, {}) !== undefined;
      expect(isTimestamp && parseVersionTag(text, { variant: {} }) !== undefined).toBe(false);
    },
  );

  test("a version tag is no family, timestamp or candidate of a stream", () => {
    for (const movingTag of ["release", "25-el9-release", "25-release", "latest"]) {
      for (const text of ["25-el9-1.4.2", "25-el9-1.4", "25-el9-1", "1.5.0-rc.1"])
        expect(kindOfTag({ streamTag: movingTag, aliases: [], variant: { other: "26" } }, text)).toBeUndefined();
    }
  });
});

describe("versions", () => {
  test.each([
    ["1.4.2", ["1.4", "1"]],
    ["0.1.0", ["0.1", "0"]],
    ["1.5.0-rc.1", []],
  ])("%s is of the lines %j", (text, lines) => {
    expect(parseVersion(text)).toEqual({ text });
    expect(lineTags({ variant: {} }, text)).toEqual(lines);
  });

  test.each(["v1.4.2", "=1.4.2", " 1.4.2", "1.4", "1", "01.4.2", "1.4.2+5", "1.4.2-", "", "1.4.2\n", "99999999999999999.0.0"])(
    "%j is none",
    (text) => expect(parseVersion(text)).toBeUndefined(),
  );

  test("the tags of one, the whole first", () => {
    const unit = makeUnit("squid:25-el9-release", { variant });
    expect(versionTags(unit, { text: "1.4.2" })).toEqual(["25-el9-1.4.2", "25-el9-1.4", "25-el9-1"]);
    expect(versionTags(unit, { text: "1.5.0-rc.1" })).toEqual(["25-el9-1.5.0-rc.1"]);
  });

  test("a repository's are read from its tags, newest first, each variant's for itself", () => {
    const tags = ["1.9.0", "1.10.0", "1.10", "1", "1.10.0-rc.1", "2.0.0-rc.1", "25-1.11.0", "latest", "release-20261123-0617"];
    expect(listedVersions(makeUnit("a:release"), tags)).toEqual(["2.0.0-rc.1", "1.10.0", "1.10.0-rc.1", "1.9.0"]);
    expect(listedVersions(makeUnit("a:25-release", { variant: { series: "25" } }), tags)).toEqual(["1.11.0"]);
  });

  test.each([
    ["1", ["1.10.0", "1.9.3"]],
    ["1.9", ["1.9.3"]],
    ["2", []],
    ["10", ["10.0.0"]],
  ])("the line %s", (line, expected) => {
    expect(versionsIn(line, { variant: {} }, ["1.9.3", "1.10.0", "1.11.0-rc.1", "2.0.0-rc.1", "10.0.0"])).toEqual(expected);
  });
});

describe("which git tags are versions of what", () => {
  const squid = makeUnit("frontier-squid:release", { versions: { gitTag: "frontier-squid-v{version}" } });
  const xcache = makeUnit("xcache:release", { versions });
  const testing = makeUnit("xcache:testing");
  const units = [squid, xcache, testing];

  test.each([
    ["v1.4.2", ["xcache:release"]],
    ["v1.5.0-rc.1", ["xcache:release"]],
    ["frontier-squid-v1.4.2", ["frontier-squid:release"]],
  ])("%s", (gitTag, names) => {
    const found = versionsFor(units, gitTag);
    expect(found instanceof Map && [...found.keys()]).toEqual(names);
  });

  test.each(["v1", "v1.4", "v01.4.2", "1.4.2", "V1.4.2", "vv1.4.2", "v1.4.2 ", "squid-v1.4.2", "frontier-squid-v1", "nightly"])(
    "%s: of nothing",
    (gitTag) => {
      expect(versionsFor(units, gitTag)).toEqual({
        none: `the git tag ${gitTag} is not a version of any image: the configuration expects frontier-squid-v{version}, v{version}, with a version such as 1.4.2`,
      });
    },
  );

  test("nothing without `versions`", () => {
    expect(versionsFor([testing], "v1.4.2")).toEqual({
      none: "the configuration has no `versions`, so the git tag v1.4.2 publishes nothing",
    });
  });

  test.each([
    ["v1.4.2+build.5", 'The git tag v1.4.2+build.5 has build metadata, "+build.5", but no registry accepts a + in a tag'],
    [`v1.4.2-${"a".repeat(130)}`, "which is not a valid tag: a tag has at most 128 characters"],
    ["v1.5.0-20261123-0617", "gives xcache the tag 1.5.0-20261123-0617, which reads like a timestamp tag"],
  ])("%s: refused", (gitTag, message) => {
    try {
      versionsFor(units, gitTag);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(error.problems).toEqual([
        { code: "version-unusable", severity: "error", message: expect.stringContaining(message) },
      ]);
      return;
    }
    throw new Error("it was taken");
  });

  test.each([
    "v{version}",
    "{version}",
    "frontier-squid-v{version}",
    "osg/xcache/v{version}",
    "xcache@{version}",
    "{version}-x",
    "v{version}.osg/x",
  ])("%s is a form", (text) => expect(isGitTagForm(text)).toBe(true));

  test.each([
    "v",
    "",
    "v{version}.",
    "v{version}/",
    "v{version}.lock",
    "v{version}{version}",
    "v {version}",
    "-{version}",
    "/v{version}",
    "a..{version}",
    "a:{version}",
    "{x}{version}",
    "v*{version}",
  ])("%j is none", (text) => expect(isGitTagForm(text)).toBe(false));
});

describe("tags that two units would both have", () => {
  const at = (repository: string) => ({ destinations: [{ repository, required: true }] });
  const same = at("one.example.org/osg/app");
  test.each([
    ["nothing shared", [makeUnit("app:release", { versions, ...same }), makeUnit("app:testing", same)], []],
    ["an alias like a line", [makeUnit("app:release", { versions, ...same, aliases: [{ tag: "1", timestamps: false }] })], ["1"]],
    ["a stream tag like a version", [makeUnit("a:release", { versions, ...same }), makeUnit("b:1.2.3", same)], ["1.2.3"]],
    [
      "the same versions of two images",
      [makeUnit("a:release", { versions, ...same }), makeUnit("b:stable", { versions, ...same })],
      ["1.4.2"],
    ],
    [
      "a variant that reads like a version of another",
      [
        makeUnit("a:release", { versions, ...same }),
        makeUnit("b:1.2.3-release", { versions, ...same, variant: { version: "1.2.3" } }),
      ],
      ["1.2.3-release"],
    ],
    [
      "two variants of which one begins like the other",
      [
        makeUnit("a:25-release", { versions, ...same, variant: { series: "25" } }),
        makeUnit("b:25-el9-release", { versions, ...same, variant: { series: "25", os: "el9" } }),
      ],
      [],
    ],
    [
      "the same in other repositories",
      [makeUnit("a:release", { versions, ...same }), makeUnit("b:1", at("two.example.org/osg/app"))],
      [],
    ],
  ])("%s", (_, units, tags) => {
    expect(versionClashes(units).map(({ tag }) => tag)).toEqual(tags);
  });
});
