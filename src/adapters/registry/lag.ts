import type { RepositoryAddress } from "./reference.ts";
import { backoff, type RetryOptions } from "./transport/retry.ts";

/** Milliseconds of tolerance for a 404 on content that this run pushed: replicas and caches lag. */
const patience = 30_000;
/** Milliseconds. */
const longestWait = 4000;

/** What this run pushed, by tag or digest. */
export interface Pushed {
  add(address: RepositoryAddress, reference: string): void;
  /** Forgets what this run removes. */
  drop(address: RepositoryAddress, reference: string): void;
  /** Whether a 404 may be lag. */
  has(address: RepositoryAddress, reference: string): boolean;
  /** Records that the registry did not show it in time: the next 404 is final. */
  giveUp(address: RepositoryAddress, reference: string): void;
  gaveUp(address: RepositoryAddress, reference: string): boolean;
}

export function createPushed(): Pushed {
  const states = new Map<string, "expected" | "overdue">();
  const keyOf = ({ origin, name }: RepositoryAddress, reference: string): string => `${origin}/${name}@${reference}`;
  return {
    add: (...of) => void states.set(keyOf(...of), "expected"),
    drop: (...of) => void states.delete(keyOf(...of)),
    has: (...of) => states.get(keyOf(...of)) === "expected",
    giveUp: (...of) => void states.set(keyOf(...of), "overdue"),
    gaveUp: (...of) => states.get(keyOf(...of)) === "overdue",
  };
}

/** Asks again, for at most 30 s, while `isLacking` holds for the answer; gives the last answer. */
export async function askAgain<T>(
  ask: () => Promise<T>,
  isLacking: (answer: T) => boolean,
  { scale = 1 }: RetryOptions,
): Promise<T> {
  let spent = 0; // unscaled, as in `retrying`
  for (let asked = 1; ; asked++) {
    const started = performance.now();
    const answer = await ask();
    spent += performance.now() - started;
    if (!isLacking(answer) || spent >= patience) return answer;
    const wait = Math.min(backoff(asked, Math.random()), longestWait, patience - spent);
    spent += wait;
    await new Promise((done) => setTimeout(done, wait * scale));
  }
}

/** Asks for content of a repository; retries a 404 for content that this run pushed there. */
export async function askForPushed<T>(
  { pushed, retry }: { pushed: Pushed; retry: RetryOptions },
  address: RepositoryAddress,
  reference: string,
  ask: () => Promise<T>,
  isMissing: (answer: T) => boolean,
): Promise<T> {
  const isLate = (answer: T): boolean => isMissing(answer) && pushed.has(address, reference);
  const answer = await askAgain(ask, isLate, retry);
  if (isLate(answer)) pushed.giveUp(address, reference);
  return answer;
}
