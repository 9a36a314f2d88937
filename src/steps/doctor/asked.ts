import type { Answer } from "../../core/doctor/answer.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { withoutStop } from "../../core/lib/text/words.ts";

/** What a question gives, or why there is no answer: a fault of one part hides no other. */
export async function asked<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { unknown: withoutStop(oneLine(error.message)) };
  }
}

/** The same for a question that always has an answer. */
export function known<T>(work: () => Promise<T>): Promise<Answer<T>> {
  return asked(async () => ({ known: await work() }));
}
