/** Bugs that are planted in `unchanged: keep`: the stories see each. */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { buildProgram, type Mutation } from "../support/chaos/child.ts";

const recheck = "src/steps/reconcile/recheck-goal.ts";
const compare = "src/steps/build/unchanged/compare.ts";
const bugs: [what: string, Mutation[], deed: string, RegExp][] = [
  [
    "a kept image counts as built now, and takes the place of what another run published",
    [[recheck, " && !isKept(unit, digest);", ";"]],
    "two at once",
    /^4: .* is an older image than/,
  ],
  [
    "a kept image counts as old, and an older run takes its place",
    [[recheck, "newest.digest === unit.current ? {", "false ? {"]],
    "two at once",
    /^4: an older run that came last/,
  ],
  [
    "a kept image comes back after its rollback",
    [["src/core/publish/publish.ts", "goal.kept || ", ""]],
    "meanwhile",
    /^4: .* is an older image than/,
  ],
  [
    "`at-least` is ignored",
    [["src/core/unchanged/keepable.ts", "return keep.atLeast === undefined ||", "return true ||"]],
    "ask",
    /longer ago than `at-least`/,
  ],
  [
    "a kept image does not end its tries",
    [
      ["src/core/freshness/count-tries.ts", 'case "kept":\n', ""],
      ["src/core/freshness/next-rows.ts", 'isLater || newest > (before?.published ?? "")', "false"], // it ends them, too
    ],
    "a test fails",
    /still counts a failed rebuild/,
  ],
  [
    "files are not compared",
    [[compare, "compareFiles(publishedFiles, builtFiles)", "compareFiles(builtFiles, builtFiles)"]],
    "any",
    /has not what the build has/,
  ],
];

test.each(bugs)("%s", async (_, mutations, deed, expected) => {
  const { file, remove } = await buildProgram("__tests__/support/kept-story/child.ts", mutations);
  try {
    const told = JSON.parse(execFileSync(process.execPath, [file, deed, "1", "2", "3"]).toString()) as { found: string[] }[];
    expect(told.flatMap(({ found }) => found)).toContainEqual(expect.stringMatching(expected));
  } finally {
    remove();
  }
});
