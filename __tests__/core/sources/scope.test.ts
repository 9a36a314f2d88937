import { describe, expect, test } from "@jest/globals";
import { withoutAbsent } from "../../../src/core/sources/absent.ts";
import type { From } from "../../../src/core/sources/from.ts";
import { isStreamInScope, nothingInScope, sourceFault } from "../../../src/core/sources/scope.ts";
import type { Unit, UnitSource } from "../../../src/core/unit/unit.ts";

const tag: From = { tag: "v{version}", preReleases: false, range: "1.4" };
const branch: From = { branch: "3.22-stable" };
const streams = { edge: undefined, release: tag, "3.22": branch };
const about = (scope: "all" | "branch" | "tag", one = "main") => ({ scope, branch: one, defaultBranch: "main" });

test.each([
  ["everything", about("all"), ["edge", "release", "3.22"]],
  ["a push to the default branch", about("branch"), ["edge"]],
  ["a push to the branch of a stream", about("branch", "3.22-stable"), ["3.22"]],
  ["a push to another branch", about("branch", "feature"), []],
  ["a branch that is named like a tag", about("branch", "v1.4.2"), []],
  ["a git tag", about("tag"), ["edge", "release", "3.22"]],
])("%s is about %j", (_, trigger, expected) => {
  const names = Object.entries(streams).flatMap(([name, from]) => (isStreamInScope(from, trigger) ? [name] : []));
  expect(names).toEqual(expected);
});

test("why nothing is in scope", () => {
  const froms = new Map<string, From>([
    ["release", tag],
    ["3.22", branch],
  ]);
  expect(nothingInScope(froms, about("branch", "feature"))).toBe(
    "no stream comes from the branch feature (release: v{version} in 1.4, 3.22: branch 3.22-stable)",
  );
  expect(nothingInScope(new Map(), about("branch", "feature"))).toBe("no stream comes from the branch feature");
});

const source = (ref: string, version?: string): UnitSource => ({
  ref,
  commit: "a".repeat(40),
  ...(version === undefined ? {} : { version }),
});

describe("a source that a plan gives a unit", () => {
  test.each<[string, From | undefined, UnitSource | undefined, string | undefined]>([
    ["none, as the configuration", undefined, undefined, undefined],
    ["one, although the stream has none", undefined, source("refs/heads/main"), "its stream comes from the default branch"],
    ["none, although the stream has one", tag, undefined, "its stream comes from v{version} in 1.4"],
    ["a version of the form", tag, source("refs/tags/v1.4.2", "1.4.2"), undefined],
    ["another version than the tag's", tag, source("refs/tags/v1.4.2", "1.4.3"), "its stream comes from v{version} in 1.4"],
    ["a tag without its version", tag, source("refs/tags/v1.4.2"), "its stream comes from v{version} in 1.4"],
    ["outside the range", tag, source("refs/tags/v1.5.0", "1.5.0"), "its stream comes from v{version} in 1.4"],
    ["a pre-release", tag, source("refs/tags/v1.4.3-rc.1", "1.4.3-rc.1"), "its stream comes from v{version} in 1.4"],
    ["a branch for a tag", tag, source("refs/heads/v1.4.2", "1.4.2"), "its stream comes from v{version} in 1.4"],
    ["its branch", branch, source("refs/heads/3.22-stable"), undefined],
    ["another branch", branch, source("refs/heads/evil"), "its stream comes from refs/heads/3.22-stable"],
    ["a tag of that name", branch, source("refs/tags/3.22-stable"), "its stream comes from refs/heads/3.22-stable"],
    [
      "a branch with a version",
      branch,
      source("refs/heads/3.22-stable", "1.0.0"),
      "its stream comes from refs/heads/3.22-stable",
    ],
  ])("%s", (_, from, given, expected) => expect(sourceFault(from, given)).toBe(expected));
});

/** Units with their bases, `child<base`. */
function unitsOf(...texts: string[]): Unit[] {
  return texts.map((text) => {
    const [name = "", base] = text.split("<");
    return { name, ...(base === undefined ? {} : { base }), source: source("refs/tags/v1.4.2") } as Unit;
  });
}

test("units that their source lacks leave their children out", () => {
  const { units, absent } = withoutAbsent(unitsOf("a", "b<a", "c<b", "d"), new Map([["a", "not in v1.4.2"]]));
  expect(units.map(({ name }) => name)).toEqual(["d"]);
  expect(absent.map(({ unit, reason }) => `${unit}: ${reason}`)).toEqual([
    "a: not in v1.4.2",
    "b: its base a is left out: not in v1.4.2",
    "c: its base b is left out: its base a is left out: not in v1.4.2",
  ]);
  expect(absent[0]?.source).toEqual(source("refs/tags/v1.4.2"));
});

test("units that follow absent ones are left out, too, and so are those that follow these", () => {
  const follow = (name: string, unit: string) => ({ name, follows: { unit } }) as Unit;
  const units = [...unitsOf("a", "b<a", "c"), follow("stable", "b"), follow("calm", "stable"), follow("other", "c")];
  const left = withoutAbsent(units, new Map([["a", "not in v1.4.2"]]));
  expect(left.units.map(({ name }) => name)).toEqual(["c", "other"]);
  expect(left.absent.slice(2).map(({ unit, reason }) => `${unit}: ${reason}`)).toEqual([
    "stable: it follows b, which is left out: its base a is left out: not in v1.4.2",
    "calm: it follows stable, which is left out: it follows b, which is left out: its base a is left out: not in v1.4.2",
  ]);
});
