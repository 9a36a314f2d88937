import { expect, test } from "@jest/globals";
import { createSlots, withSlot } from "../../../src/core/lib/slots.ts";

/** Runs pieces of work that take so many turns each; the most that ran at once, and the order in which they began. */
async function runAll(limit: number, turns: number[]): Promise<{ most: number; begun: number[] }> {
  const slots = createSlots(limit);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    turns.map((count, at) =>
      withSlot(slots, async () => {
        begun.push(at);
        most = Math.max(most, ++running);
        for (let turn = 0; turn < count; turn++) await Promise.resolve();
        running--;
      }),
    ),
  );
  return { most, begun };
}

test.each([
  [1, [3, 1, 2], 1],
  [2, [5, 1, 1, 1, 5], 2],
  [9, [1, 2, 3], 3],
])("at most %i at once, first come, first served", async (limit, turns, most) => {
  expect(await runAll(limit, turns)).toEqual({ most, begun: turns.map((_, at) => at) });
});

test("a piece of work that fails gives its slot back, and its result is its own", async () => {
  const slots = createSlots(1);
  const failing = withSlot(slots, async () => {
    throw new Error("no");
  });
  const passing = withSlot(slots, async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await passing).toBe("yes");
});
