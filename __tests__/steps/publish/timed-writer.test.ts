import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { Written } from "../../../src/steps/publish/published.ts";
import { timedWriter } from "../../../src/steps/publish/timed-writer.ts";
import { showProgress } from "../../../src/steps/report/work-progress.ts";
import { makeReporter } from "../../support/engine.ts";
import { makePlannedUnit } from "../../support/plans.ts";

const clock = { now: () => new Date() };
const log = { line: () => {} };

beforeEach(() => void jest.useFakeTimers({ now: Date.UTC(2026, 10, 23, 6, 17) }));
afterEach(() => void jest.useRealTimers());

test("tells when it began to write tags, how long that took, and the progress", async () => {
  const reporter = makeReporter();
  const progress = showProgress(3, { reporter, clock });
  const tagged: Written = { tagged: { tags: [], problem: "no right to push" } };
  const slow = () => new Promise<Written>((resolve) => setTimeout(() => resolve(tagged), 40_000));
  const writerOf = timedWriter((unit) => (unit.image === "nothing" ? undefined : slow), progress, clock);
  expect(writerOf(makePlannedUnit("nothing:release"), { passed: true })).toBeUndefined();
  jest.advanceTimersByTime(10_000);
  const written = writerOf(makePlannedUnit("squid:release"), { passed: true })?.(log);
  await jest.advanceTimersByTimeAsync(50_000);
  expect(await written).toEqual({ ...tagged, writing: { began: "2026-11-23T06:17:10.000Z", duration: 40_000 } });
  expect(reporter.groups.get("")).toEqual([
    "1 of 3 images done · running: squid:release (publish, 20 s) · 1 waiting",
    "2 of 3 images done (1 failed) · 1 waiting",
  ]);
  progress.end();
});
