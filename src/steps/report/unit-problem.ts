import { type Code, Failure, type Problem } from "../../core/lib/problems/problem.ts";
import type { Log } from "../../ports/log.ts";

/**
 * The problems of one unit. A bug in Tagstream fails only that unit: the run must still report what
 * it did for this unit and others. Its stack goes to the log.
 */
export function problemsOfError(error: unknown, log: Log): readonly Problem[] {
  if (error instanceof Failure) return error.problems;
  const defect = error instanceof Error ? error : new Error(String(error));
  for (const line of (defect.stack ?? defect.message).split("\n")) log.line(line);
  const message = `This is a bug in Tagstream. Please report it, with the log: ${defect.message}`;
  return [{ code: "internal-error", severity: "error", message }];
}

/** Problems in the form of a record or a result: all messages, and the first one's code. */
export function inWords(problems: readonly Problem[]): { problem: string; code?: Code } {
  const [first] = problems;
  return { problem: problems.map(({ message }) => message).join("\n"), ...(first ? { code: first.code } : {}) };
}

/** The problems of one unit, in words. */
export function failureOf(error: unknown, log: Log): { problem: string; code?: Code } {
  return inWords(problemsOfError(error, log));
}
