/** Publications, promotions, rollbacks and holds by seeds, under faults and races: see `support/chaos/cases.ts`. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { type CaseResult, mutated, runCase, scenarios, seedOf } from "../support/chaos/cases.ts";
import type { Mutation } from "../support/chaos/child.ts";
import { engine } from "../support/engine.ts";
import { removeFolders } from "../support/git.ts";

const hosts = [engine("TAGSTREAM_TEST_REGISTRY"), engine("TAGSTREAM_TEST_REGISTRY_B")] as const;
const replay = ({ seed, name, faults }: CaseResult): string =>
  `${name}\n  ${faults.join("\n  ")}\n  again: npm run chaos -- --cases 1 --seed ${seed}`;

afterAll(removeFolders);

describe("faults, races and registries that die: whatever happens, the invariants hold", () => {
  const batch = scenarios.length;
  const batches = Array.from({ length: 7 }, (_, index) => (100 + index) * batch);
  test.each(batches)(`${batch} seeds from %d`, async (first) => {
    const seeds = Array.from({ length: batch }, (_, index) => first + index);
    const failed: string[] = [];
    const queue = seeds.values();
    const worker = async (): Promise<void> => {
      for (const seed of queue) {
        const result = await runCase(seed, { hosts });
        if (result.faults.length > 0) failed.push(replay(result));
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    expect(failed).toEqual([]);
  });
});

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
  test.each(bugs)("%s", async (_, mutations, scenario, expected) => {
    const { publisher, remove } = await mutated(mutations);
    try {
      const seeds = Array.from({ length: 4 }, (_seed, index) => seedOf(scenario, index));
      const results = await Promise.all(seeds.map((seed) => runCase(seed, { hosts, publisher })));
      expect(results.flatMap(({ faults }) => faults)).toContainEqual(expect.stringMatching(expected));
    } finally {
      remove();
    }
  });
});
