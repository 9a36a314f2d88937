import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { showProgress } from "../../../src/steps/report/work-progress.ts";
import { makeReporter } from "../../support/engine.ts";

const clock = { now: () => new Date() };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function start(total: number) {
  const reporter = makeReporter();
  return { progress: showProgress(total, { reporter, clock }), shown: () => (reporter.groups.get("") ?? []).splice(0) };
}

test("a line each half minute, as long as work is left", () => {
  const { progress, shown } = start(3);
  progress.begin("base:release", "build");
  jest.advanceTimersByTime(20_000);
  progress.begin("base:release", "tests");
  jest.advanceTimersByTime(9000);
  expect(shown()).toEqual([]);
  jest.advanceTimersByTime(1000);
  expect(shown()).toEqual(["0 of 3 images done · running: base:release (tests, 10 s) · 2 waiting"]);
  progress.finish("base:release", false);
  progress.begin("squid:release", "build");
  progress.finish("xcache:release", true);
  jest.advanceTimersByTime(29_000);
  expect(shown()).toEqual([]);
  jest.advanceTimersByTime(31_000);
  expect(shown()).toEqual([
    "2 of 3 images done (1 failed) · running: squid:release (build, 30 s)",
    "2 of 3 images done (1 failed) · running: squid:release (build, 1 min)",
  ]);
  progress.finish("squid:release", false);
  jest.advanceTimersByTime(60_000);
  expect(shown()).toEqual([]);
});

test("none for work that ends sooner, nor for a single unit", () => {
  const [two, one] = [start(2), start(1)];
  jest.advanceTimersByTime(29_000);
  two.progress.end();
  jest.advanceTimersByTime(600_000);
  expect([...two.shown(), ...one.shown()]).toEqual([]);
  one.progress.end();
  expect(jest.getTimerCount()).toBe(0);
});

test("in a terminal the line changes each second, and goes in the end", () => {
  const lines: string[] = [];
  const reporter = { ...makeReporter(), live: (text: string) => void lines.push(text) };
  const progress = showProgress(2, { reporter, clock });
  progress.begin("squid:release", "build");
  jest.advanceTimersByTime(2000);
  progress.end();
  expect(lines).toEqual([
    "0 of 2 images done · running: squid:release (build, 1 s) · 1 waiting",
    "0 of 2 images done · running: squid:release (build, 2 s) · 1 waiting",
    "",
  ]);
  expect(reporter.groups.get("")).toEqual([]);
});
