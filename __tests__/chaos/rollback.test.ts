/**
 * Rollbacks, killed wherever they change something in a registry or at GitHub; and what the checker must see. Faults and races: faults.test.ts.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { killAtEach } from "../support/chaos/boundaries.ts";
import { type CaseResult, mutated, runCase, seedOf } from "../support/chaos/cases.ts";
import { buildPublisher, type Mutation, type PublisherProgram } from "../support/chaos/child.ts";
import { runRollbackKill } from "../support/chaos/rollback-kill.ts";
import { engine } from "../support/engine.ts";
import { removeFolders } from "../support/git.ts";

const hosts = [engine("TAGSTREAM_TEST_REGISTRY"), engine("TAGSTREAM_TEST_REGISTRY_B")] as const;
afterAll(removeFolders);

describe("a rollback is killed at every effect boundary", () => {
  let program: PublisherProgram;
  beforeAll(async () => {
    program = await buildPublisher();
  });
  afterAll(() => program.remove());

  test.each([
    ["before", "re-run"],
    ["after", "re-run"],
    ["before", "unrelated push"],
    ["after", "unrelated push"],
  ] as const)("%s each, then a %s; then it is lifted", async (moment, followUp) => {
    const cases = await killAtEach(4, (boundary) => runRollbackKill({ hosts, program, moment, followUp, boundary }));
    expect(cases).toBeGreaterThan(16); // two uploads begun, label and issue; two copies; four timestamp tags, four stream tags, two aliases
  });
});

describe("planted bugs are caught", () => {
  type Planted = Awaited<ReturnType<typeof mutated>>;
  /** Killed where its first effects are: the right to push is asked for, then come label, issue and tags. */
  const killed = ({ program, publisher }: Planted): Promise<CaseResult[]> =>
    Promise.all(
      [4, 5, 6, 7].map((boundary) =>
        runRollbackKill({ hosts, program, publisher, moment: "after", followUp: "unrelated push", boundary }),
      ),
    );
  const seeded =
    (scenario: string) =>
    ({ publisher }: Planted): Promise<CaseResult[]> =>
      Promise.all([0, 1, 2, 3].map((count) => runCase(seedOf(scenario, count), { hosts, publisher })));

  const bugs: [string, Mutation[], (planted: Planted) => Promise<CaseResult[]>, RegExp][] = [
    [
      "streams move before there is a hold",
      [
        [
          "src/commands/rollback.ts",
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
          "src/steps/publish/publish.ts",
          "const holdOn = createHoldCheck(forge);",
          "const asked = new Map(); const check = createHoldCheck(forge); const holdOn: typeof check = (unit) => asked.get(unit) ?? asked.set(unit, check(unit)).get(unit);",
        ],
      ],
      seeded("a hold is opened in the middle of a publication"),
      /^5: registry \d shows .* hold #\d+ wants .* \(right after a run that knew of #\d+\)$/,
    ],
    [
      "an alias is forgotten while its stream is held",
      [
        [
          "src/core/publish/publish.ts",
          "staleMovingTag(unit, reachable, shown));",
          "staleMovingTag(hold ? { ...unit, aliases: [] } : unit, reachable, shown));",
        ],
      ],
      seeded("a rollback under faults, then its re-run"),
      /^5: registry \d shows .*:latest; hold #\d+ wants/,
    ],
  ];
  test.each(bugs)("%s", async (_, mutations, run, expected) => {
    const planted = await mutated(mutations);
    try {
      const results = await run(planted);
      expect(results.flatMap(({ faults }) => faults)).toContainEqual(expect.stringMatching(expected));
    } finally {
      planted.remove();
    }
  });
});
