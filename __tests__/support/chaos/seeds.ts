import { afterAll, expect, test } from "@jest/globals";
import { engine } from "../engine.ts";
import { removeFolders } from "../git.ts";
import { type CaseResult, runCase, seedOf } from "./cases.ts";
import type { Scenario } from "./scenario.ts";

/** The two real registries. */
export const registries = (): readonly [string, string] => [
  engine("TAGSTREAM_TEST_REGISTRY"),
  engine("TAGSTREAM_TEST_REGISTRY_B"),
];

/** The seeds of a scenario in `script/test`. `npm run chaos` runs more, and as many as it is asked for. */
export const fewSeedsOf = (scenario: string, seeds = 2): number[] =>
  Array.from({ length: seeds }, (_, count) => seedOf(scenario, count));

/** What was found wrong in these cases, in words, and how to run each again. */
export const failuresOf = (results: readonly CaseResult[], again: (result: CaseResult) => string): string[] =>
  results.flatMap((result) =>
    result.faults.length === 0 ? [] : [`${result.name}\n  ${result.faults.join("\n  ")}\n  again: ${again(result)}`],
  );

/** Declares a test for each scenario: whatever its first seeds let go wrong, the invariants hold. */
export function testSeedsOf(scenarios: readonly Scenario[], seeds?: number): void {
  const hosts = registries();
  afterAll(removeFolders);
  test.each(scenarios.map(({ name }) => name))("%s", async (name) => {
    const results = await Promise.all(fewSeedsOf(name, seeds).map((seed) => runCase(seed, { hosts })));
    expect(failuresOf(results, ({ seed }) => `npm run chaos -- --cases 1 --seed ${seed}`)).toEqual([]);
  });
}
