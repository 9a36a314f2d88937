import { expect, test } from "@jest/globals";
import { isAliasMark, wrongAliases } from "../support/chaos/alias-rule.ts";

const unit = { path: "osg/app", stream: "release" };
const tags = {
  "release-20261116-0617": "one",
  "release-20261116-0617.1.4": "one",
  "release-20261116-0617.sha-a": "one",
  "release-20261123-0617": "two",
  "release-20261123-0617.1.4": "two",
  "1.4": "two",
  "sha-a": "one",
};
const wrongIn = (change: Record<string, string>) => wrongAliases(unit, new Map(Object.entries({ ...tags, ...change })), 0);

test.each<[string, Record<string, string>, string[]]>([
  ["what the newest gave, and what only an older one gave", {}, []],
  ["one that a newer publication gives", { "1.4": "one" }, ["4: registry 0 shows one under osg/app:1.4, which two gave last"]],
  ["one that an older one gave last", { "sha-a": "two" }, ["4: registry 0 shows two under osg/app:sha-a, which one gave last"]],
  ["the mark of a lost race", { "release-20261123-0617.1.5": "other" }, []],
  ["the mark of another unit", { "testing-20261123-0617.1.5": "two", "testing-20261123-0617": "two" }, []],
])("%s", (_, change, expected) => {
  expect(wrongIn(change)).toEqual(expected);
});

test("a second publication of a minute counts after the first", () => {
  const twice = { "release-20261123-0617-01": "three", "release-20261123-0617-01.1.4": "three" };
  expect(wrongIn(twice)).toEqual(["4: registry 0 shows two under osg/app:1.4, which three gave last"]);
  expect(wrongIn({ ...twice, "1.4": "three" })).toEqual([]);
});

test("marks are told from timestamp tags and versions", () => {
  expect(["release-20261123-0617.1.4", "release-20261123-0617", "1.4", "release-1.4"].map(isAliasMark)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
