/** The table by which the longest test files begin first: `script/test --times` writes it. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const root = path.resolve(import.meta.dirname, "../..");
const seconds = JSON.parse(readFileSync(path.join(root, "tools/test-seconds.json"), "utf8")) as Record<string, number>;

test("every file in it is there", () => {
  expect(Object.keys(seconds).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test("no file takes longer than one core should work on it", () => {
  expect(Object.entries(seconds).filter(([, took]) => took > 150)).toEqual([]);
});
