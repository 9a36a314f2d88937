import { Failure, orFailure } from "../../core/lib/problems/problem.ts";

/** What the work gives or, if it ends in a Failure, the reason. */
export async function orReason<T>(work: () => Promise<T>): Promise<T | string> {
  const done = await orFailure(work);
  return done instanceof Failure ? done.message : done;
}
