import type { codes } from "./error-codes.ts";

/** A stable name for one kind of problem, to search for. docs/reference/errors.md explains it. */
export type Code = keyof typeof codes;

/** A problem for people, with its place and remedy. It never contains a secret. */
export interface Problem {
  code: Code;
  /** What is wrong, then how to fix it: whole sentences, no code, no stack trace. */
  message: string;
  severity: "error" | "warning";
  /** Relative to the repository's root. */
  file?: string;
  /** 1-based. */
  line?: number;
  /** 1-based. */
  column?: number;
}

/**
 * The error for everything that a person can fix: one or several problems, reported together.
 * Any other error that reaches `main` is a defect of Tagstream, which shows it with its stack.
 */
export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: { cause?: unknown }) {
    super(problems.map((problem) => problem.message).join("\n"), options);
    this.name = "Failure";
    this.problems = problems;
  }
}

/** A Failure of one problem: `throw failure("builder-driver", "The builder …")`. */
export function failure(code: Code, message: string, options?: { cause?: unknown }): Failure {
  return new Failure([{ code, message, severity: "error" }], options);
}

/** What the work gives, or the Failure in which it ends. Any other error is a defect, and passes. */
export async function orFailure<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** The same, with undefined instead of the Failure. */
export async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  const done = await orFailure(work);
  return done instanceof Failure ? undefined : done;
}
