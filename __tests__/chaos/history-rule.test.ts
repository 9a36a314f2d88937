import { expect, test } from "@jest/globals";
import { type KnownBuild, wrongHashes, wrongHistory, wrongVersions } from "../support/chaos/sourced/history-rule.ts";

const build = (received: string, more: Partial<KnownBuild> = {}): KnownBuild => ({
  received,
  inputs: `hash of ${received}`,
  labels: {},
  ...more,
});
const builds = new Map([
  ["one", build("1.4.1", { version: "1.4.1" })],
  ["two", build("1.4.2", { version: "1.4.2" })],
  ["edge", build("1.5.0")],
  ["proposed", build("other", { version: "1.4.3", proposal: "8" })],
]);
const stream = {
  path: "osg/app",
  stream: "release",
  aliases: ["latest"],
  isFromTags: true,
  landed: new Set(["1.4.1", "1.4.2", "1.5.0"]),
};
const tags = {
  "release-20261116-0617": "one",
  "release-20261123-0617": "two",
  "vm.release-20261124-0617.1.5.0": "edge",
  "release-20261124-0617": "edge",
  release: "edge",
  latest: "edge",
};
const wrongIn = (change: Record<string, string>) =>
  wrongHistory(stream, new Map(Object.entries({ ...tags, ...change })), 0, builds);

test.each<[string, Record<string, string>, string[]]>([
  ["versions that rise, one of them by its mark", {}, []],
  ["a rollback", { "rb.release-20261125-0617": "one", "release-20261125-0617": "one" }, []],
  [
    "a lower version without a rollback",
    { "release-20261125-0617": "one" },
    ["11: registry 0 has osg/app:release-20261125-0617 at 1.4.1 after release-20261124-0617 at 1.5.0"],
  ],
  [
    "the mark of a lost race",
    { "vm.release-20261124-0617.1.5.0": "one" },
    ["11: registry 0 does not say which version osg/app:release-20261124-0617 is"],
  ],
  [
    "what was only proposed",
    { latest: "proposed" },
    ['12: registry 0 shows "other" of #8 under osg/app:latest, which its source never was'],
  ],
  [
    "what nobody built",
    { "release-20261123-0617": "evil" },
    [
      "11: registry 0 does not say which version osg/app:release-20261123-0617 is",
      "12: registry 0 shows what nobody built under osg/app:release-20261123-0617, which its source never was",
    ],
  ],
])("%s", (_, change, expected) => {
  expect(wrongIn(change)).toEqual(expected);
});

test("a text that a publication gives without a mark counts as one that has it", () => {
  const given = (stamp: string): string[] => [`on-${stamp.slice(0, 8)}`];
  const shown = { "on-20261116": "one", "on-20261123": "two" };
  const wrong = (last: string) =>
    wrongHistory({ ...stream, given }, new Map(Object.entries({ ...tags, ...shown, "on-20261124": last })), 0, builds);
  expect(wrong("edge")).toEqual([]);
  expect(wrong("two")).toEqual(["4: registry 0 shows two under osg/app:on-20261124, which edge gave last"]);
});

test("one hash that stands for two contents", () => {
  const same = build("other bytes", { inputs: "hash of 1.4.1" });
  expect(wrongHashes(builds)).toEqual([]);
  expect(wrongHashes(new Map([...builds, ["same", same]]))).toEqual([
    '13: same received "other bytes", and its hash hash of 1.4.1 also stands for "1.4.1"',
  ]);
  expect(wrongHashes(new Map([...builds, ["none", { received: "other bytes", labels: {} }]]))).toEqual([]);
});

test.each<[string, Record<string, string>, string[]]>([
  ["lines at the newest version", {}, []],
  ["a line that stayed behind", { "1.4": "one" }, ["4: registry 0 shows one under osg/app:1.4, not 1.4.2"]],
  ["another version's image", { "1.4.1": "two" }, ["12: registry 0 shows two under osg/app:1.4.1, which its git tag never was"]],
])("version tags: %s", (_, change, expected) => {
  const released = new Map(["1.4.1", "1.4.2"].map((version) => [version, new Set([version])]));
  const shown = { "1.4.1": "one", "1.4.2": "two", "1.4": "two", "1": "two", ...change };
  expect(wrongVersions("osg/app", new Map(Object.entries(shown)), 0, builds, released)).toEqual(expected);
});
