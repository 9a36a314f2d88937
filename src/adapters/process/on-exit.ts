import { onInterruption } from "./interruption.ts";

/** Runs short, synchronous work when the process ends, by itself or by a signal. */
export function onExit(work: () => void): void {
  process.once("exit", work);
  onInterruption(work);
}
