import type { Problem } from "../lib/problems/problem.ts";

/**
 * The step of the Dockerfile that failed, with its output and its end. Undefined if the message of a
 * failed build names none. It leaves out the place in the Dockerfile: if builds share a step, buildx
 * shows that to one of them only.
 */
export function failedStep({ message }: Problem): string | undefined {
  const [, step, ...details] = message.split("\n");
  if (!step?.startsWith(" > ")) return undefined;
  const output = details.filter((line) => /^\d+\.\d+ /.test(line));
  return [step, ...output, details.at(-1)].join("\n");
}

/**
 * The problem of a unit without the output of the step, which another unit's problem has.
 * @param first the name of the other unit
 */
export function asOf(first: string, problem: Problem): Problem {
  const start = problem.message.split("\n").slice(0, 2).join("\n");
  return { ...problem, message: `${start}\nThe same step failed for ${first}, whose error shows its output.` };
}
