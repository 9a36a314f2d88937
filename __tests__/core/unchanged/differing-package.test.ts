import { expect, test } from "@jest/globals";
import { differingPackage } from "../../../src/core/unchanged/differing-package.ts";
import { listOf } from "../../support/package-lists.ts";

const published = listOf("rpm/a@1 npm/b@1,2");

test.each<[what: string, built: string, words: string | undefined]>([
  ["the same, in any order", "npm/b@2,1 rpm/a@1", undefined],
  ["another version", "rpm/a@1 npm/b@1,3", "the package b differs: 1 and 2, now 1 and 3"],
  ["one less", "rpm/a@1", "the package b differs: 1 and 2, now none"],
  ["one more", "rpm/a@1 npm/b@1,2 npm/c@1", "the package c differs: none, now 1"],
])("%s", (_, built, words) => {
  expect(differingPackage(published, listOf(built))).toBe(words);
});

test("the same by another tool proves as much", () => {
  expect(differingPackage(published, listOf("rpm/a@1 npm/b@1,2", ["trivy-0.60"]))).toBeUndefined();
});
