/**
 * Bugs that are planted in the publication: the checker sees each.
 */
import { afterAll, describe, expect, test } from "@jest/globals";
import { registriesHere } from "../support/chaos/behind.ts";
import { mutated, runCase } from "../support/chaos/cases.ts";
import type { Mutation } from "../support/chaos/child.ts";
import { faultsUntil } from "../support/chaos/planted.ts";
import { runKill } from "../support/chaos/publication-kill.ts";
import { fewSeedsOf } from "../support/chaos/seeds.ts";
import { removeFolders } from "../support/git.ts";

const hosts = registriesHere();
afterAll(removeFolders);

describe("planted bugs are caught", () => {
  const publish = "src/core/publish/publish.ts";
  const missing = "src/core/publish/missing-tags.ts";
  const bugs: [string, Mutation[], string, RegExp][] = [
    [
      "a timestamp tag is overwritten",
      [
        [publish, "if (isFree && !isRollback) return stamp;", "return stamp;"],
        ["src/steps/reconcile/stream.ts", "if (stamp) return this.#recheckGoal(stamp, fresh);", ""],
        [missing, "if (was === undefined) return { kind", "if (was !== digest) return { kind"],
        ["src/steps/reconcile/apply-effect.ts", "if (!isClaimed(tag)) {", "if (tag) {"],
        ["src/steps/reconcile/reconcile.ts", "const maximumSteps = 1000;", "const maximumSteps = 12;"],
      ],
      "a second build of the same minute",
      /^2: /,
    ],
    [
      "one registry lags behind",
      [
        [
          missing,
          "for (const { repository, tags } of destinations) {",
          "for (const { repository, tags } of destinations.slice(0, 1)) {",
        ],
      ],
      "faults, then a re-run",
      /^[34]: registry 1/,
    ],
    [
      "an older run wins",
      [[publish, "compareTimestampTags(a.stamp, b.stamp)).at(-1)", "compareTimestampTags(a.stamp, b.stamp)).at(0)"]],
      "an older run comes last",
      /^4: /,
    ],
  ];
  test("an index of two jobs' builds lacks their attestations", async () => {
    const merge = "...wrote((image) => image?.attestation)";
    const { program, remove } = await mutated([["src/core/oci/merge-index.ts", merge, ""]]);
    try {
      const kill = { moment: "before", boundary: 1000, followUp: "unrelated push" } as const; // so late that it is none
      const { over, faults } = await runKill({ hosts, program, ...kill, legs: true, images: ["squid"] });
      expect(over).toBe(true);
      expect(faults).toContainEqual(expect.stringMatching(/^1: registry 0 shows .* which has not passed/));
    } finally {
      remove();
    }
  });

  test.each(bugs)("%s", async (_, mutations, scenario, expected) => {
    const { publisher, remove } = await mutated(mutations);
    try {
      const cases = fewSeedsOf(scenario).map((seed) => () => runCase(seed, { hosts, publisher }));
      expect(await faultsUntil(expected, cases)).toContainEqual(expect.stringMatching(expected));
    } finally {
      remove();
    }
  });
});
