import type { Problem } from "../lib/problems/problem.ts";

/**
 * The problem of a unit without the output that another unit's problem shows already: both units
 * failed in a step that they share.
 * @param first the name of the other unit
 */
export function asOf(first: string, problem: Problem): Problem {
  const [what = "", step, ...output] = problem.message.split("\n");
  if (step === undefined || output.length === 0) return problem;
  return { ...problem, message: `${what}\n${step}\nThe same step failed for ${first}, whose error shows its output.` };
}
