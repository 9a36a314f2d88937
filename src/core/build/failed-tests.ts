import type { Problem } from "../lib/problems/problem.ts";
import type { Unit } from "../unit/unit.ts";
import type { TestResult } from "./record.ts";

/**
 * The problems of a unit's failed tests: a warning for each that is waived, and one error for all
 * others. Any cause is a failure: an exit status, a time limit, a test that did not start.
 */
export function failedTestProblems({ tests }: Pick<Unit, "tests">, results: readonly TestResult[]): Problem[] {
  const waivers = new Map(tests.flatMap(({ name, waived }) => (waived ? [[name, waived] as const] : [])));
  const failed = results.filter(({ passed }) => !passed);
  const warnings = failed.flatMap((result): Problem[] => {
    const waiver = waivers.get(result.name);
    if (!waiver) return [];
    const message = `The test ${failureWords(result)} failed. It is waived until ${waiver.until}: ${waiver.reason}`;
    return [{ code: "test-waived", severity: "warning", message }];
  });
  const binding = failed.filter(({ name }) => !waivers.has(name));
  if (binding.length === 0) return warnings;
  const total = `${results.length} ${results.length === 1 ? "test" : "tests"}`;
  const message = `${binding.length} of ${total} failed: ${binding.map(failureWords).join(", ")}`;
  return [...warnings, { code: "test-failed", severity: "error", message }];
}

function failureWords({ name, platform, reason }: TestResult): string {
  return `"${name}" on ${platform} (${reason ?? "failed"})`;
}
