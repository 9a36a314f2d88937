import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import { timedTurns } from "../../../src/steps/build/timed-turns.ts";
import { makePlannedUnit } from "../../support/plans.ts";

beforeEach(() => void jest.useFakeTimers({ now: Date.UTC(2026, 10, 23, 6, 17) }));
afterEach(() => void jest.useRealTimers());

test("a record says when its work began, and how long it waited for its turn", async () => {
  const inTurn = timedTurns(1, { now: () => new Date() });
  const duration = { build: 20_000, test: 0 };
  const take = (unit: string) =>
    inTurn(makePlannedUnit(unit), async (): Promise<UnitRecord> => {
      await new Promise((resolve) => setTimeout(resolve, duration.build));
      return { unit, outcome: "passed", platforms: [], tests: [], duration };
    });
  const records = Promise.all([take("a:s"), take("b:s")]);
  await jest.advanceTimersByTimeAsync(40_000);
  expect((await records).map(({ began, duration }) => ({ began, ...duration }))).toEqual([
    { began: "2026-11-23T06:17:00.000Z", queue: 0, ...duration },
    { began: "2026-11-23T06:17:20.000Z", queue: 20_000, ...duration },
  ]);
});
