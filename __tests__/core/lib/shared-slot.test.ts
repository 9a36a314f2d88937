import { expect, test } from "@jest/globals";
import { createSlots, shareSlot, withSlot } from "../../../src/core/lib/slots.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("all enter one slot at once; whoever waits for it gets it when the last one has left", async () => {
  const log: string[] = [];
  const slots = createSlots(1);
  const enter = shareSlot(slots);
  const [leaveOne, leaveTwo] = await Promise.all([enter(), enter()]);
  const other = withSlot(slots, async () => void log.push("other"));
  leaveOne();
  leaveOne();
  const leaveLate = await enter();
  leaveTwo();
  await settled();
  expect(log).toEqual([]);
  leaveLate();
  await other;
  expect(log).toEqual(["other"]);
});

test("it waits for the slot like everybody else, and once more after it was given back", async () => {
  const slots = createSlots(1);
  const enter = shareSlot(slots);
  for (const round of [1, 2]) {
    let end = () => {};
    const before = withSlot(
      slots,
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    let leave: (() => void) | undefined;
    const entering = enter().then((given) => {
      leave = given;
    });
    await settled();
    expect([round, leave]).toEqual([round, undefined]);
    end();
    await Promise.all([before, entering]);
    leave?.();
  }
});
