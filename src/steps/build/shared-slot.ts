import type { InSlot } from "./slots.ts";

/** Waits for the slot, and gives the function that leaves it; a second call does nothing. */
export type Enter = () => Promise<() => void>;

/**
 * A slot for many. The first who enters waits for it; as long as anybody is in it, others enter at
 * once. The last who leaves gives it back.
 */
export function createSharedSlot(inSlot: InSlot): Enter {
  let users = 0;
  let entered = Promise.resolve();
  let giveBack = () => {};
  const take = () =>
    new Promise<void>((granted) => {
      const held = new Promise<void>((resolve) => {
        giveBack = resolve;
      });
      void inSlot(() => {
        granted();
        return held;
      });
    });
  return async () => {
    if (users++ === 0) entered = take();
    await entered;
    let isIn = true;
    return () => {
      if (isIn && --users === 0) giveBack();
      isIn = false;
    };
  };
}
