/** Bugs that are planted in pins: the checker sees each. */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { buildProgram, type Mutation } from "../support/chaos/child.ts";
import { pinnedSeedOf } from "../support/chaos/pinned/cases.ts";

const propose = "src/adapters/github/pins/propose.ts";
const people = "pins after whatever moves streams, and people who merge, close and commit";
const bugs: [what: string, Mutation, scenario: string, only: string, RegExp][] = [
  [
    "other bytes of a file change",
    ["src/steps/pins/propose-pins.ts", ".encode(after)", '.encode(after.replaceAll("\\r\\n", "\\n"))'],
    people,
    "publish,merge",
    /^15: .* changes more of .* than pins/,
  ],
  [
    "the newest publication is pinned, whatever is held",
    [
      "src/steps/pins/shown.ts",
      "resolveListed(registry, repository, unit.streamTag);",
      "resolveListed(registry, repository, timestampTag(unit, listing.publicationIdsOf(unit.streamTag).at(-1)!));",
    ],
    people,
    "hold,publish,commit",
    /^15: .* did not show/,
  ],
  [
    "a person's commit is overwritten",
    [propose, "if (isEdited(look)) return", "if (isEdited(look) && look.open.length > 1) return"],
    people,
    "resume,edit",
    /^15: .* lost a person's commit/,
  ],
  [
    "what a person declined is proposed again",
    [propose, "declinedIn(look.pulls, proposal.fingerprint)", "declinedIn([], proposal.fingerprint)"],
    people,
    "resume,close",
    /^15: .* proposes what a person declined/,
  ],
  [
    "a clean-up does not ask what files name",
    ["src/steps/pins/needs.ts", "needs: files.flatMap(", "needs: files.slice(0, 0).flatMap("],
    "clean-ups while pins lag behind",
    "publish,commit",
    /^13: /,
  ],
];

test.each(bugs)("%s", async (_, mutation, scenario, only, expected) => {
  const seeds = [0, 1, 2].map((count) => String(pinnedSeedOf(scenario, count))); // until one finds something
  const { file, remove } = await buildProgram("__tests__/support/chaos/pinned/child.ts", [mutation]);
  try {
    const told = JSON.parse(execFileSync(process.execPath, [file, only, ...seeds]).toString()) as { found: string[] }[];
    expect(told.flatMap(({ found }) => found)).toContainEqual(expect.stringMatching(expected));
  } finally {
    remove();
  }
});
