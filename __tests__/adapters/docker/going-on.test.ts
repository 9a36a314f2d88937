import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { sayingItGoesOn } from "../../../src/adapters/docker/going-on.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test.each<[string, number, string[]]>([
  ["short work", 29_000, []],
  ["long work", 95_000, ["still pulling a, for 30 s", "still pulling a, for 1 min", "still pulling a, for 1 min 30 s"]],
])("%s", async (_, time, expected) => {
  const lines: string[] = [];
  const work = () => new Promise<string>((resolve) => setTimeout(() => resolve("done"), time));
  const result = sayingItGoesOn("pulling a", { line: (text) => void lines.push(text) }, work);
  await jest.advanceTimersByTimeAsync(time);
  expect(await result).toBe("done");
  expect(lines).toEqual(expected);
  expect(jest.getTimerCount()).toBe(0);
});

test("work that fails ends its lines too", async () => {
  const fails = sayingItGoesOn("pulling a", { line: () => {} }, () => Promise.reject(new Error("no")));
  await expect(fails).rejects.toThrow("no");
  expect(jest.getTimerCount()).toBe(0);
});
