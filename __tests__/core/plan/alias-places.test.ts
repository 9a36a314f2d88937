import { expect, test } from "@jest/globals";
import { timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import { aliasClashes } from "../../../src/core/plan/alias-clashes.ts";
import { loadWith, print } from "../config/support.ts";

test("a clash that only a value or the date shows has the place of the alias in the file", () => {
  const { units, aliasPlaces } = loadWith(
    `values: { v: { file: v.txt } }
aliases:
  - { tag: "latest" }
  - { tag: "x{date}" }
  - { tag: "{v}" }
versions: { tags: ["{version}"] }
images: { app: { context: app } }
`,
    { "v.txt": "1.4.2\n" },
  );
  const plan = { commit: "4".repeat(40), timestamp: timestampOf(new Date("2026-11-23T06:17:00Z")) };
  expect(aliasClashes(units, plan, aliasPlaces).map(print)).toEqual([
    "5:12 config-tag-collision an alias gives app:release the tag 1.4.2, which is also its own version tag. Give one of them another alias, a `when`, or other destinations.",
  ]);
});
