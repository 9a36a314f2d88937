/** Resolves once the caller may begin, with a function to call at the end; a second call does nothing. */
export type Slots = () => Promise<() => void>;

/** At most `count` holders at once, first come, first served. */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return once(release);
  };
}

/**
 * One slot for many. The first who enters waits for it; as long as anybody is in it, others enter
 * at once. The last who leaves gives it back.
 */
export function shareSlot(slots: Slots): Slots {
  let users = 0;
  let holding: Promise<() => void> | undefined;
  return async () => {
    if (users++ === 0) holding = slots();
    const giveBack = await holding;
    return once(() => {
      if (--users === 0) giveBack?.();
    });
  };
}

/** Holds a slot during the work. */
export async function withSlot<T>(slots: Slots, work: () => Promise<T>): Promise<T> {
  const release = await slots();
  try {
    return await work();
  } finally {
    release();
  }
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
