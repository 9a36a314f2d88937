/** Runs a task when there is room for it. */
export type InSlot = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs at most this many tasks at the same time; the others wait, first come, first served. */
export function createSlots(limit: number): InSlot {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
