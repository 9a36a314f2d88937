import { describe, expect, test } from "@jest/globals";
import { admits, type From, isRange, versionIn } from "../../../src/core/sources/from.ts";
import { isGitName, isGitTagForm } from "../../../src/core/sources/git-names.ts";
import { type Refs, resolveSource } from "../../../src/core/sources/resolve.ts";

/** A commit for each name: its length and text in hexadecimal. */
const commitOf = (name: string) => Buffer.from(name).toString("hex").padEnd(40, "0").slice(0, 40);

function refs(tags: string[], heads: string[] = ["main"]): Refs {
  const named = (names: string[]) => new Map(names.map((name) => [name, commitOf(name)]));
  return { tags: named(tags), heads: named(heads) };
}

/** The ref that a stream comes from, or why it is idle. */
function found(from: From, tags: string[], heads?: string[]): string {
  const resolved = resolveSource(from, refs(tags, heads));
  if ("idle" in resolved) return resolved.idle;
  const { ref, commit, version } = resolved.source;
  expect(commit).toBe(commitOf(ref.replace(/^refs\/(tags|heads)\//, "")));
  return [ref, version, resolved.note].filter((part) => part !== undefined).join(" · ");
}

const newest: From = { tag: "v{version}", preReleases: false };
const withPre: From = { tag: "v{version}", preReleases: true };
const ranged = (range: string, preReleases = false): From => ({ tag: "v{version}", preReleases, range });

describe("the source of a stream", () => {
  test.each<[string, From, string[], string]>([
    ["the highest version, by semver and not by text", newest, ["v1.9.0", "v1.10.0", "v1.2.0"], "refs/tags/v1.10.0 · 1.10.0"],
    ["in any order of the refs", newest, ["v1.10.0", "v1.9.0"], "refs/tags/v1.10.0 · 1.10.0"],
    ["no pre-release", newest, ["v1.4.2", "v1.5.0-rc.1"], "refs/tags/v1.4.2 · 1.4.2"],
    ["a pre-release, where they count", withPre, ["v1.4.2", "v1.5.0-rc.1"], "refs/tags/v1.5.0-rc.1 · 1.5.0-rc.1"],
    ["a release after its pre-releases", withPre, ["v1.5.0-rc.1", "v1.5.0", "v1.5.0-rc.2"], "refs/tags/v1.5.0 · 1.5.0"],
    [
      "pre-releases in the order of their numbers",
      withPre,
      ["v1.0.0-rc.9", "v1.0.0-rc.10"],
      "refs/tags/v1.0.0-rc.10 · 1.0.0-rc.10",
    ],
    ["the newest in a range", ranged("1.4"), ["v1.4.2", "v1.4.10", "v1.5.0"], "refs/tags/v1.4.10 · 1.4.10"],
    ["a range of two parts", ranged(">=2 <4"), ["v1.0.0", "v3.1.0", "v4.0.0"], "refs/tags/v3.1.0 · 3.1.0"],
    [
      "a pre-release in a range, where they count",
      ranged("1.4", true),
      ["v1.4.1", "v1.4.2-rc.1"],
      "refs/tags/v1.4.2-rc.1 · 1.4.2-rc.1",
    ],
    ["no pre-release of the next line", ranged("1.4", true), ["v1.4.1", "v1.5.0-rc.1"], "refs/tags/v1.4.1 · 1.4.1"],
    [
      "only tags of the form",
      newest,
      ["1.0.0", "version-2.0.0", "v1", "v1.2", "vv3.0.0", "v01.2.3", "v0.1.0"],
      "refs/tags/v0.1.0 · 0.1.0",
    ],
    [
      "a text after the version",
      { tag: "app-{version}-final", preReleases: false },
      ["app-1.0.0-final", "app-2.0.0", "app-1.1.0-rc.1-final"],
      "refs/tags/app-1.0.0-final · 1.0.0",
    ],
    ["build metadata is no part of the version", newest, ["v1.0.0+b7", "v0.9.0"], "refs/tags/v1.0.0+b7 · 1.0.0"],
    [
      "of one version, the tag without metadata",
      newest,
      ["v1.0.0+b9", "v1.0.0", "v1.0.0+b10"],
      "refs/tags/v1.0.0 · 1.0.0 · v1.0.0, v1.0.0+b9 and v1.0.0+b10 are one version, 1.0.0: the source is v1.0.0",
    ],
    [
      "or the higher metadata",
      newest,
      ["v1.0.0+2", "v1.0.0+10"],
      "refs/tags/v1.0.0+10 · 1.0.0 · v1.0.0+10 and v1.0.0+2 are one version, 1.0.0: the source is v1.0.0+10",
    ],
    ["none", newest, ["1.0.0"], "no git tag is a version in the form v{version}"],
    ["none in the range", ranged("2"), ["v1.0.0"], "no version in the form v{version} is in the range 2"],
    ["only pre-releases", newest, ["v1.0.0-rc.1", "v1.0.0-rc.2"], "only pre-releases exist (v1.0.0-rc.2, v1.0.0-rc.1)"],
    ["only pre-releases in the range", ranged("2"), ["v2.0.0-rc.1", "v1.0.0"], "only pre-releases exist (v2.0.0-rc.1)"],
  ])("%s", (_, from, tags, expected) => expect(found(from, tags)).toBe(expected));

  test("a branch, and one that does not exist", () => {
    expect(found({ branch: "3.22-stable" }, ["3.22-stable"], ["main", "3.22-stable"])).toBe("refs/heads/3.22-stable");
    expect(found({ branch: "3.22-stable" }, ["3.22-stable"], ["main"])).toBe("there is no branch 3.22-stable");
  });
});

test.each([
  ["v{version}", true],
  ["{version}", true],
  ["app/{version}", true],
  ["{version}-final", true],
  ["v", false],
  ["{version}{version}", false],
  ["v{version}/{image}", false],
  ["v {version}", false],
  ["-{version}", false],
  ["v..{version}", false],
  ["{version}.lock", false],
  ["{version}/", false],
])("the form of git tags %j: %s", (form, expected) => expect(isGitTagForm(form)).toBe(expected));

test.each([
  ["3.22-stable", true],
  ["release/1.x", true],
  ["", false],
  ["a b", false],
  ["a..b", false],
  ["/a", false],
  ["a/", false],
  ["a.lock", false],
  [".a", false],
  ["a/.b", false],
  ["@{-1}", false],
  ["a~1", false],
])("a name that git takes, %j: %s", (name, expected) => expect(isGitName(name)).toBe(expected));

test.each([
  ["1.4", true],
  ["^2.1", true],
  [">=2 <4 || 5.x", true],
  ["latest", false],
  ["", false],
  [" ", false],
  ["1.4.2.1", false],
])("a range of versions, %j: %s", (range, expected) => expect(isRange(range)).toBe(expected));

test("the version in a tag, and whether a stream takes it", () => {
  expect(versionIn("v{version}", "v1.4.2+b7")).toMatchObject({ version: "1.4.2", build: "b7" });
  expect(versionIn("a{version}a", "a")).toBeUndefined();
  expect([newest, withPre].map((from) => "tag" in from && admits(from, "1.0.0-rc.1"))).toEqual([false, true]);
});
