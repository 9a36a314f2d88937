import { expect, test } from "@jest/globals";
import { groupBy } from "../../../src/core/lib/group-by.ts";

test("items keep their order, and groups that of their first items", () => {
  expect([...groupBy([3, 1, 4, 1, 5], (number) => number % 2)]).toEqual([
    [1, [3, 1, 1, 5]],
    [0, [4]],
  ]);
  expect(groupBy([], String).size).toBe(0);
});
