import type { StepResult } from "../__tests__/support/runner.ts";

/** Seconds of a step. Throws if the step fails, or its log does not have the text. */
export async function timed(step: Promise<StepResult>, says = ""): Promise<number> {
  const began = performance.now();
  const { status, log } = await step;
  if (status !== 0 || !log.includes(says)) throw new Error(log);
  return (performance.now() - began) / 1000;
}
