import { Failure, type Problem } from "../../core/lib/problem.ts";
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

/** The same in words. */
export function problemOf(error: unknown, log: Log): string {
  return problemsOfError(error, log)
    .map(({ message }) => message)
    .join("\n");
}
