/** Bugs that are planted in following streams: the stories see each. */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { buildProgram, type Mutation } from "../support/chaos/child.ts";

const recheck = "src/steps/follow/recheck.ts";
const judge = "src/core/follow/judge.ts";
const writer = "src/steps/publish/write-stream.ts";
const bugs: [what: string, Mutation[], deeds: string, first: number, RegExp][] = [
  [
    "nothing is asked again before the first timestamp tag",
    [[writer, "(observed, { stamp }) => recheckFollow(unit, observed, stamp)", "async () => undefined"]],
    "the source is rolled back meanwhile",
    6,
    /^11: .* withdrew/,
  ],
  [
    "asking again forgets what people said",
    [
      [
        recheck,
        "said: await said,",
        "said: { ...(await said), judgements: { verdicts: [], advances: [], yanks: [], notes: [] } },",
      ],
    ],
    "judged meanwhile",
    6,
    /^11: .* withdrew: (a bad verdict|yanked)/,
  ],
  [
    "asking again forgets holds on the follower",
    [[recheck, "if (held !== undefined)", "if (held === '')"]],
    "the follower is rolled back meanwhile",
    5,
    /^5: .* is held, and a follow published/,
  ],
  [
    "a follower may go back",
    [
      [judge, "(facts.advance || isForward(publication, facts))", "true"],
      [judge, "const holds = isForward(publication, facts);", "const holds = true;"],
      [judge, 'failing.includes("forward") ||', ""],
      ["src/steps/follow/read-publications.ts", "known && !isWhole ?", "known && known === undefined ?"],
      ["src/steps/follow/read-publications.ts", "(isWhole || !last)", "true"],
    ],
    "judge",
    1,
    /^11: .* it showed .* before/,
  ],
  [
    "units of a set do not wait for one another",
    [["src/steps/publish/set-gate.ts", "while (this.#refusal === undefined &&", "while (false &&"]],
    "killed",
    1,
    /^11: .* moved before its set had all timestamps/,
  ],
  [
    "a set moves without the one whose test fails",
    [["src/core/publish/evidence.ts", "if (failed.length === 0) return own;", "return own;"]],
    "a test fails",
    4,
    /^11: the set shows no one moment/,
  ],
  [
    "a rollback of the source does not count",
    [["src/core/follow/withdrawal.ts", "later.rollback &&", "later.rollback && later.digest === later.stamp.timestamp &&"]],
    "roll the source back and resume",
    1,
    /^11: .* withdrew: rolled back at/,
  ],
  [
    "the copy does not know where the digest is",
    [[writer, "...(from === undefined ? {} : { from })", "...{}"]],
    "follow",
    1,
    /^9: a follow is red/,
  ],
  [
    "a verdict that nobody gave shortens the soak",
    [[judge, "good.length > 0 ? Math.min(soak, verified) : soak", "Math.min(soak, verified)"]],
    "follow",
    1,
    /^11: .* too young/,
  ],
];

test.each(bugs)("%s", async (_, mutations, deeds, first, expected) => {
  const seeds = [first, first + 1, first + 2].map(String); // until one finds something
  const { file, remove } = await buildProgram("__tests__/support/follow-story/child.ts", mutations);
  try {
    const told = JSON.parse(execFileSync(process.execPath, [file, deeds, ...seeds]).toString()) as { found: string[] }[];
    expect(told.flatMap(({ found }) => found)).toContainEqual(expect.stringMatching(expected));
  } finally {
    remove();
  }
});
