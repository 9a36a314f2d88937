import path from "node:path";

/** Variables with which a program of Node has another clock. Docker and registries keep their own. */
export function movedClock(now: Date): Record<string, string> {
  const hook = path.join(import.meta.dirname, "moved-clock.cjs");
  return { NODE_OPTIONS: `--require=${hook}`, TAGSTREAM_TEST_NOW: String(now.getTime()) };
}
