import { expect, test } from "@jest/globals";
import { unitedTimes } from "../../../src/core/build/united-times.ts";

const [early, late] = ["2026-11-23T06:17:00.000Z", "2026-11-23T06:18:00.000Z"];

test.each<[string, Parameters<typeof unitedTimes>[0], ReturnType<typeof unitedTimes>]>([
  ["no leg", [], { duration: { build: 0, test: 0 } }],
  [
    "one leg",
    [{ began: early, duration: { queue: 1, build: 2, test: 3 } }],
    { began: early, duration: { queue: 1, build: 2, test: 3 } },
  ],
  [
    "each phase of the slowest leg",
    [
      { began: late, duration: { queue: 9, build: 2, test: 30 } },
      { began: early, duration: { queue: 1, build: 20, test: 3 } },
    ],
    { began: early, duration: { queue: 9, build: 20, test: 30 } },
  ],
  [
    "a leg without a beginning",
    [{ duration: { build: 5, test: 0 } }, { began: late, duration: { build: 1, test: 1 } }],
    { began: late, duration: { build: 5, test: 1 } },
  ],
])("%s", (_, legs, expected) => {
  expect(unitedTimes(legs)).toEqual(expected);
});
