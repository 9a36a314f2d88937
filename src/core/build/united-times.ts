import type { UnitRecord } from "./record.ts";

type Times = Pick<UnitRecord, "began" | "duration">;

/** The times of a unit whose platforms were built in several jobs: the earliest beginning, and of each phase the longest. */
export function unitedTimes(legs: readonly Times[]): Times {
  const [first] = legs.flatMap(({ began }) => began ?? []).sort();
  const longest = (phase: "build" | "test"): number => Math.max(0, ...legs.map(({ duration }) => duration[phase]));
  const queues = legs.flatMap(({ duration: { queue } }) => queue ?? []);
  return {
    ...(first === undefined ? {} : { began: first }),
    duration: {
      ...(queues.length === 0 ? {} : { queue: Math.max(...queues) }),
      build: longest("build"),
      test: longest("test"),
    },
  };
}
