import { expect } from "@jest/globals";
import type { CaseResult } from "./cases.ts";

/**
 * Kills at the first boundary, the second and so on, so many side by side, until a run was over before it came to one, and expects that nothing was
 * found wrong. Returns how many cases that were.
 */
export async function killAtEach(
  workers: number,
  kill: (boundary: number) => Promise<CaseResult & { over: boolean }>,
): Promise<number> {
  const failed: string[] = [];
  let [boundary, cases, over] = [0, 0, false];
  const worker = async (): Promise<void> => {
    while (!over) {
      const result = await kill(++boundary);
      cases++;
      if (result.faults.length > 0) failed.push(`${result.name}\n  ${result.faults.join("\n  ")}`);
      over ||= result.over;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  expect(failed).toEqual([]);
  return cases;
}
