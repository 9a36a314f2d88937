import type { Log } from "../../ports/log.ts";
import type { Reporter } from "../../ports/reporter.ts";

/** Runs work whose lines go to a group of the log, and ends the group even if the work fails. */
export async function inGroup<T>(reporter: Reporter, title: string, work: (log: Log) => Promise<T>): Promise<T> {
  const group = reporter.group(title);
  try {
    return await work(group);
  } finally {
    group.end();
  }
}
