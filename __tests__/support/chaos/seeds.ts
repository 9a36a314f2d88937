import { afterAll, expect, test } from "@jest/globals";
import { engine } from "../engine.ts";
import { removeFolders } from "../git.ts";
import { registriesHere } from "./behind.ts";
import { type CaseResult, runCase, seedOf } from "./cases.ts";
import type { PublisherProgram } from "./child.ts";
import type { KillOptions } from "./kill-sweep.ts";
import type { Scenario } from "./scenario.ts";

/** The two real registries. */
export const registries = (): readonly [string, string] => [
  engine("TAGSTREAM_TEST_REGISTRY"),
  engine("TAGSTREAM_TEST_REGISTRY_B"),
];

/** In `script/test`, one case in so many runs against the real registries: see decision 65. */
const oneIn = 5;

/** Whether the n-th case of a test is of the sample: the first, and then one in so many. */
export const isReal = (count: number): boolean => count % oneIn === 1;

/** The registries of the n-th case, from 1: the real ones for a sample, those of this process for the others. */
export const hostsOf = (count: number): readonly [string, string] => (isReal(count) ? registries() : registriesHere());

/** Of a kill: in the sample a process of its own is killed; elsewhere the run loses what it does. */
export const placeOf = (count: number, program: PublisherProgram): Pick<KillOptions, "hosts" | "program"> => ({
  hosts: hostsOf(count),
  program: isReal(count) ? program : undefined,
});

/** How a person runs a case again, in the registries where it failed. */
export const again = (options: string, count: number): string =>
  `npm run chaos -- ${options}${isReal(count) ? "" : " --in-process"}`;

/** The seeds of a scenario in `script/test`. `npm run chaos` runs more, and as many as it is asked for. */
export const fewSeedsOf = (scenario: string, seeds = 2): number[] =>
  Array.from({ length: seeds }, (_, count) => seedOf(scenario, count));

/** What was found wrong in these cases, in words, and how to run each again. */
export const failuresOf = (results: readonly CaseResult[], again: (result: CaseResult) => string): string[] =>
  results.flatMap((result) =>
    result.faults.length === 0 ? [] : [`${result.name}\n  ${result.faults.join("\n  ")}\n  again: ${again(result)}`],
  );

/** Declares a test for each scenario: whatever its first seeds let go wrong, the invariants hold. */
export function testSeedsOf(scenarios: readonly Scenario[], seeds = 2): void {
  afterAll(removeFolders);
  test.each(scenarios.map(({ name }, index) => [name, index * seeds + 1] as const))("%s", async (name, first) => {
    const cases = fewSeedsOf(name, seeds).map((seed, index) => ({ seed, count: first + index }));
    const failures = cases.map(async ({ seed, count }) =>
      failuresOf([await runCase(seed, { hosts: hostsOf(count) })], () => again(`--cases 1 --seed ${seed}`, count)),
    );
    expect((await Promise.all(failures)).flat()).toEqual([]);
  });
}

/** Declares a test for each scenario of a kind of its own, with one seed. */
export function testKind(
  scenarios: readonly { name: string }[],
  option: string,
  run: (name: string, hosts: readonly [string, string]) => Promise<CaseResult>,
): void {
  afterAll(removeFolders);
  test.each(scenarios.map(({ name }, index) => [name, index + 1] as const))("%s", async (name, count) => {
    const result = await run(name, hostsOf(count));
    expect(failuresOf([result], ({ seed }) => again(`${option} --cases 1 --seed ${seed}`, count))).toEqual([]);
  });
}
