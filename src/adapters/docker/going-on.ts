import { duration } from "../../core/lib/text/words.ts";
import { lineInterval } from "../../core/lib/text/work-line.ts";
import type { Log } from "../../ports/log.ts";

/**
 * Does work that prints nothing itself, and logs each half minute that it goes on: `still pulling
 * hub.example.org/osg/squid (linux/arm64), for 1 min 30 s`.
 */
export async function sayingItGoesOn<T>(what: string, log: Log, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const say = () => log.line(`still ${what}, for ${duration(performance.now() - began)}`);
  const timer = setInterval(say, lineInterval).unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
