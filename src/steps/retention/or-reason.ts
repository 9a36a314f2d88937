import { Failure } from "../../core/lib/problems/problem.ts";

/** What the work gives or, if it ends in a Failure, the reason. Any other error is a defect, and passes. */
export async function orReason<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
