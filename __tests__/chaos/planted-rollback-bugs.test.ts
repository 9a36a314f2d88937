/**
 * Bugs that are planted in rollbacks and holds: the checker sees each.
 */
import { afterAll, describe, expect, test } from "@jest/globals";
import { registriesHere } from "../support/chaos/behind.ts";
import { type CaseResult, mutated, runCase } from "../support/chaos/cases.ts";
import type { Mutation } from "../support/chaos/child.ts";
import { faultsUntil } from "../support/chaos/planted.ts";
import { runRollbackKill } from "../support/chaos/rollback-kill.ts";
import { fewSeedsOf } from "../support/chaos/seeds.ts";
import { removeFolders } from "../support/git.ts";

const hosts = registriesHere();
afterAll(removeFolders);

describe("planted bugs are caught", () => {
  type Planted = Awaited<ReturnType<typeof mutated>>;
  type Cases = (planted: Planted) => (() => Promise<CaseResult>)[];
  /** Killed where its first effects are: the right to push is asked for, then come label, issue and tags. */
  const killed: Cases = ({ program, publisher }) =>
    [4, 5, 6, 7].map(
      (boundary) => () => runRollbackKill({ hosts, program, publisher, moment: "after", followUp: "unrelated push", boundary }),
    );
  const seeded =
    (scenario: string, seeds?: number): Cases =>
    ({ publisher }) =>
      fewSeedsOf(scenario, seeds).map((seed) => () => runCase(seed, { hosts, publisher }));

  const bugs: [string, Mutation[], Cases, RegExp][] = [
    [
      "streams move before there is a hold",
      [
        [
          "src/steps/holds/roll-back.ts",
          "const { hold, noHoldReason } = await holdFor(plan, ports);",
          "await restore(plan, undefined, ports); const { hold, noHoldReason } = await holdFor(plan, ports);",
        ],
      ],
      killed,
      /^5: .* was written in registry \d before there was a hold$/,
    ],
    [
      "no later run completes a rollback's timestamp",
      [
        [
          "src/steps/holds/holds.ts",
          "return holdOn(unit, own ? [...holds, own] : holds) ?? unreadable;",
          "const held = holdOn(unit, own ? [...holds, own] : holds); if (held && !own) delete held.stamp; return held ?? unreadable;",
        ],
      ],
      killed,
      /^5: registry \d has no timestamp tag of the rollback/,
    ],
    [
      "holds are read once, at the beginning",
      [
        [
          "src/steps/publish/write-stream.ts",
          "const holdOn = createHoldCheck(forge);",
          "const asked = new Map(); const check = createHoldCheck(forge); const holdOn: typeof check = (unit) => asked.get(unit) ?? asked.set(unit, check(unit)).get(unit);",
        ],
      ],
      seeded("a hold is opened in the middle of a publication", 6), // not each seed opens it at such a moment
      /^5: registry \d shows .* hold #\d+ wants .* \(right after a run that knew of #\d+\)$/,
    ],
    [
      "an alias is forgotten while its stream is held",
      [
        [
          "src/core/publish/publish.ts",
          "staleMovingTag(unit, reachable, shown, aliases));",
          "staleMovingTag(hold ? { ...unit, aliases: [] } : unit, reachable, shown, aliases));",
        ],
      ],
      seeded("a rollback under faults, then its re-run"),
      /^5: registry \d shows .*:latest; hold #\d+ wants/,
    ],
  ];
  test.each(bugs)("%s", async (_, mutations, casesOf, expected) => {
    const planted = await mutated(mutations);
    try {
      expect(await faultsUntil(expected, casesOf(planted))).toContainEqual(expect.stringMatching(expected));
    } finally {
      planted.remove();
    }
  });
});
