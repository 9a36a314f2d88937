import { expect, test } from "@jest/globals";
import { resultOf, type UnitResult } from "../../../src/core/result/result.ts";
import { yankedProblems } from "../../../src/core/result/yanked-still.ts";
import { makePlanned } from "../../support/documents.ts";
import { makeDigest } from "../../support/units.ts";

const yanked = "octo yanked app:release 20261116-0617 at 2026-11-25 11:20 UTC: leaks a key.";
const unit = makePlanned("app:release", { decision: "leave", reason: "up to date", yanked });
const shows = resultOf("publish", { unit });

test("a stream that shows a yanked image is an error, with the command that rolls back", () => {
  expect(yankedProblems([shows, resultOf("publish", { unit: makePlanned("web:release") })], { commandLine: true })).toEqual([
    {
      code: "yank-shown",
      severity: "error",
      message:
        "app:release shows an image that must not be used: octo yanked app:release 20261116-0617 at 2026-11-25 11:20 UTC: leaks a key. Nothing moves back by itself. To roll back: `tagstream rollback --only 'app:release' --reason 'it was yanked'`.",
    },
  ]);
});

test.each<[string, Partial<UnitResult>]>([
  ["published another", { outcome: "published" }],
  ["put another back", { outcome: "repaired", was: makeDigest("yanked") }],
])("not if the run %s", (_, change) => {
  expect(yankedProblems([{ ...shows, ...change } as UnitResult], { commandLine: true })).toEqual([]);
});
