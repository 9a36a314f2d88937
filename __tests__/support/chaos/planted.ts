import type { CaseResult } from "./cases.ts";

/** What cases find wrong, one case after the other, up to the first that finds what is expected. */
export async function faultsUntil(expected: RegExp, cases: readonly (() => Promise<CaseResult>)[]): Promise<string[]> {
  const faults: string[] = [];
  for (const run of cases) {
    faults.push(...(await run()).faults);
    if (faults.some((fault) => expected.test(fault))) break;
  }
  return faults;
}
