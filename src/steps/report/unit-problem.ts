import { type Code, Failure, type Problem } from "../../core/lib/problem.ts";
import type { Log } from "../../ports/log.ts";

/**
 * What one unit failed at. A defect of ours fails that unit alone: what was done, here and for the other units, must still be reported; its stack
 * goes to the log.
 */
export function problemsOfError(error: unknown, log: Log): readonly Problem[] {
  if (error instanceof Failure) return error.problems;
  const defect = error instanceof Error ? error : new Error(String(error));
  for (const line of (defect.stack ?? defect.message).split("\n")) log.line(line);
  const message = `This is a defect of Tagstream; please report it, with the log: ${defect.message}`;
  return [{ code: "internal-error", severity: "error", message }];
}

/** Problems as a record or a result keeps them: in words, with the code of the first one. */
export function inWords(problems: readonly Problem[]): { problem: string; code?: Code } {
  const [first] = problems;
  return { problem: problems.map(({ message }) => message).join("\n"), ...(first ? { code: first.code } : {}) };
}

/** What one unit failed at, in words. */
export function failureOf(error: unknown, log: Log): { problem: string; code?: Code } {
  return inWords(problemsOfError(error, log));
}
