import { describe, expect, test } from "@jest/globals";
import { isLineDue, type Running, type Work, workLine } from "../../../../src/core/lib/text/work-line.ts";

const second = 1000;
const running = (name: string, step: string, seconds: number): Running => ({ name, step, began: (1000 - seconds) * second });
const work = (change: Partial<Work> = {}): Work => ({ total: 12, done: 0, failed: 0, running: [], ...change });

describe("the line", () => {
  test.each<[string, Partial<Work>, string]>([
    ["nothing begun", {}, "0 of 12 images done · 12 waiting"],
    [
      "done, running and waiting",
      { done: 3, running: [running("squid:25-el9-release", "build", 80), running("xcache:25-el9-release", "tests", 4)] },
      "3 of 12 images done · running: squid:25-el9-release (build, 1 min 20 s), xcache:25-el9-release (tests, 4 s) · 7 waiting",
    ],
    ["failures are among those done", { done: 5, failed: 2 }, "5 of 12 images done (2 failed) · 7 waiting"],
    [
      "the longest come first",
      { running: [running("a:b", "build", 1), running("c:d", "build", 9)], total: 2 },
      "0 of 2 images done · running: c:d (build, 9 s), a:b (build, 1 s)",
    ],
    [
      "many at a time",
      { running: Array.from({ length: 9 }, (_, at) => running(`u${at}:s`, "build", 60 - at)), total: 1200 },
      "0 of 1,200 images done · running: u0:s (build, 1 min), u1:s (build, 59 s), u2:s (build, 58 s), u3:s (build, 57 s) and 5 more · 1,191 waiting",
    ],
    [
      "whole seconds: tenths say nothing in a line each half minute",
      { running: [{ name: "a:b", step: "build", began: 1000 * second - 1449 }], total: 1 },
      "0 of 1 image done · running: a:b (build, 1 s)",
    ],
    ["all done", { done: 12 }, "12 of 12 images done"],
  ])("%s", (_, change, line) => {
    expect(workLine(work(change), 1000 * second)).toBe(line);
  });
});

describe("when it is due", () => {
  test.each<[string, { began: number; shown?: number; live?: boolean }, number, boolean]>([
    ["not before half a minute", { began: 0 }, 29_999, false],
    ["after half a minute", { began: 0 }, 30_000, true],
    ["half a minute after the line before", { began: 0, shown: 30_500 }, 60_499, false],
    ["and then again", { began: 0, shown: 30_500 }, 60_500, true],
    ["after a long pause of the machine, once", { began: 0, shown: 3_600_000 }, 3_600_001, false],
    ["in a terminal after a second", { began: 0, live: true }, 1000, true],
    ["in a terminal not before", { began: 0, live: true }, 999, false],
  ])("%s", (_, { live = false, ...times }, now, due) => {
    expect(isLineDue(times, now, live)).toBe(due);
  });
});
