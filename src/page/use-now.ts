import { useEffect, useState } from "preact/hooks";

/**
 * The reader's clock, in milliseconds since 1970; it moves each minute. A clock that is behind shows
 * when the page's data was read: nothing on the page lies ahead of that.
 */
export function useNow(generated: string): number {
  const read = Date.parse(generated);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(now, read);
}
