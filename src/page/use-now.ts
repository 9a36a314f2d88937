import { useEffect, useState } from "preact/hooks";

/** The reader's clock, in milliseconds since 1970; it moves each minute. It may be wrong. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
