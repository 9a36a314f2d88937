/** Bugs that are planted in pins: the checker sees each. One program has them all, and a variable says which one counts. */
import { execFileSync } from "node:child_process";
import { afterAll, expect, test } from "@jest/globals";
import { buildProgram, type Mutation } from "../support/chaos/child.ts";
import { pinnedSeedOf } from "../support/chaos/pinned/cases.ts";

const propose = "src/adapters/github/pins/propose.ts";
const shown = "src/steps/pins/shown.ts";
const people = "pins after whatever moves streams, and people who merge, close and commit";
const bugs: [what: string, mutation: (is: string) => Mutation, scenario: string, only: string, RegExp][] = [
  [
    "the newest publication is pinned, whatever is held",
    (is) => [
      shown,
      "resolveListed(registry, repository, unit.streamTag);",
      `resolveListed(registry, repository, ${is} ? timestampTag(unit, listing.publicationIdsOf(unit.streamTag).at(-1)!) : unit.streamTag);`,
    ],
    people,
    "hold,publish,commit",
    /^15: .* did not show/,
  ],
  [
    "a person's commit is overwritten",
    (is) => [propose, "if (isEdited(look)) return", `if (isEdited(look) && !${is}) return`],
    people,
    "resume,edit",
    /^15: .* lost a person's commit/,
  ],
  [
    "a clean-up does not ask what files name",
    (is) => ["src/steps/pins/needs.ts", "needs: files.flatMap(", `needs: (${is} ? [] : files).flatMap(`],
    "clean-ups while pins lag behind",
    "publish,commit",
    /^13: /,
  ],
];

const built = buildProgram(
  "__tests__/support/chaos/pinned/child.ts",
  bugs.map(([what, mutation]) => mutation(`(process.env["PLANTED"] === ${JSON.stringify(what)})`)),
);
afterAll(async () => (await built).remove());

test.each(bugs)("%s", async (what, _, scenario, only, expected) => {
  const seeds = [0, 1, 2].map((count) => String(pinnedSeedOf(scenario, count))); // until one finds something
  const { file } = await built;
  const env = { ...process.env, PLANTED: what };
  const told = JSON.parse(execFileSync(process.execPath, [file, only, ...seeds], { env }).toString()) as { found: string[] }[];
  expect(told.flatMap(({ found }) => found)).toContainEqual(expect.stringMatching(expected));
});
