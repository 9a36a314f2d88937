import { expect, test } from "@jest/globals";
import type { ChangedPackage, PackagesStatus } from "../../src/core/status/publication-status.ts";
import {
  agoWords,
  briefDay,
  briefMoment,
  byPlatforms,
  changeNote,
  holdEnd,
  packagesCount,
  packagesSummary,
  shellWord,
  sizeDelta,
  sourceName,
  versionsText,
} from "../../src/page/panel/words.ts";

const now = Date.parse("2026-11-27T12:00:00Z");

test.each([
  ["2026-11-27T12:00:00Z", "just now"],
  ["2026-11-27T12:09:00Z", "just now"],
  ["2026-11-27T11:59:00Z", "1 minute ago"],
  ["2026-11-27T11:00:01Z", "59 minutes ago"],
  ["2026-11-27T11:00:00Z", "1 hour ago"],
  ["2026-11-26T12:00:01Z", "23 hours ago"],
  ["2026-11-26T12:00:00Z", "1 day ago"],
  ["2026-11-15T11:00:00Z", "12 days ago"],
  ["2020-11-15T11:00:00Z", "2,203 days ago"],
])("the age of %s: %s", (then, words) => {
  expect(agoWords(Date.parse(then), now)).toBe(words);
});

test.each([
  ["2026-11-12T06:17:59Z", "12 Nov", "12 Nov, 06:17"],
  ["2026-01-01T00:00:00Z", "1 Jan", "1 Jan, 00:00"],
  ["2025-12-31T23:59:59Z", "31 Dec 2025", "31 Dec 2025, 23:59"],
])("the day and the moment of %s", (moment, day, whole) => {
  expect([briefDay(Date.parse(moment), now), briefMoment(Date.parse(moment), now)]).toEqual([day, whole]);
});

const change = (kind: ChangedPackage["kind"], platforms?: string[]): ChangedPackage => ({
  kind,
  name: "openssl",
  before: ["1"],
  now: ["2"],
  ...(platforms ? { platforms } : {}),
});

test.each<[string, PackagesStatus]>([
  ["3 of 214 packages changed, +0.4 MB", { changed: 3, total: 214, changes: [], bytesBefore: 50_000_000, bytes: 50_400_000 }],
  [
    "none of 1,214 packages changed, −12 MB",
    { changed: 0, total: 1214, changes: [], bytesBefore: 50_000_000, bytes: 38_000_000 },
  ],
  ["1 of 2 packages changed, 1 went backwards", { changed: 1, total: 2, changes: [change("backwards")] }],
  ["3 packages changed", { changed: 3, changes: [change("changed")] }],
  ["no package changed", { changed: 0, changes: [] }],
  ["packages not known", { changed: 0, changes: [], unknown: "no list" }],
  ["1 of 2 packages changed", { changed: 1, total: 2, changes: [], unknown: "no list for linux/arm64" }],
])("a closed fold of packages says %j", (words, packages) => {
  expect(packagesSummary(packages)).toBe(words);
});

test("sizes that are not known or alike have no difference", () => {
  expect(sizeDelta({})).toBeUndefined();
  expect(sizeDelta({ bytes: 5 })).toBeUndefined();
  expect(sizeDelta({ bytes: 5_000_000, bytesBefore: 5_001_000 })).toBeUndefined();
  expect(packagesCount({ changed: 1 })).toBe("1 package");
});

test("packages are apart by the platforms where they changed so, those of all platforms first", () => {
  const [arm, all, both] = [
    change("added", ["linux/arm64"]),
    change("changed"),
    change("removed", ["linux/amd64", "linux/arm/v7"]),
  ];
  expect(byPlatforms([arm, all, both])).toEqual([
    { platforms: "", changes: [all] },
    { platforms: "arm64", changes: [arm] },
    { platforms: "amd64, arm/v7", changes: [both] },
  ]);
  expect(byPlatforms([])).toEqual([]);
});

test("notes and versions of packages", () => {
  expect((["backwards", "changed", "added", "removed"] as const).map((kind) => changeNote({ kind }))).toEqual([
    "went backwards",
    "",
    "added",
    "removed",
  ]);
  expect(changeNote({ kind: "changed", wentBackwards: true })).toBe("went backwards meanwhile");
  expect(changeNote({ kind: "backwards", wentBackwards: true, unclear: true })).toBe("differs by architecture");
  expect([versionsText([]), versionsText(["1.2", "1.3\u202e"])]).toEqual(["–", "1.2, 1.3"]);
});

test.each([
  [null, "until a person ends it"],
  ["soon", "until a person ends it"],
  ["2026-11-27", "planned until 27 Nov"],
  ["2027-01-02", "planned until 2 Jan 2027"],
  ["2026-11-26", "overdue since 26 Nov"],
])("a hold that expires on %s ends %s", (expires, words) => {
  expect(holdEnd({ expires }, now)).toBe(words);
});

test.each([
  ["squid:25-el9-release", "squid:25-el9-release"],
  ["a/b:1.2_3@x", "a/b:1.2_3@x"],
  ["", "''"],
  ["two words", "'two words'"],
  ["$(rm -rf .)", "'$(rm -rf .)'"],
  ["it's\nrm", "'it'\\''s rm'"],
])("%j is one word for a shell: %s", (word, quoted) => {
  expect(shellWord(word)).toBe(quoted);
});

test("a follower's source has the name of its stream", () => {
  const follows = { unit: "squid:25-el9-fresh", soak: 0, shown: 0, verdict: "optional" };
  expect(sourceName({ stream: "stable", streamTag: "25-el9-stable", follows })).toBe("fresh");
  expect(sourceName({ stream: "stable", streamTag: "25-el9-stable" })).toBeUndefined();
});
