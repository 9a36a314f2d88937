import { megabytes } from "../../../core/lib/text/words.ts";
import type { Log } from "../../../ports/log.ts";

/** The progress of one copy, in bytes and blobs. Ignores what the target has already. */
export interface CopyProgress {
  /** A blob that the target lacks. */
  expect(size: number): void;
  /** The registry mounted it: nothing to send. */
  skip(size: number): void;
  sent(bytes: number): void;
  /** The copy has sent it. */
  finish(): void;
  /** Ends the progress lines. */
  end(): void;
}

/** Milliseconds between two lines, and before the first: short copies print nothing. */
const interval = 5000;

/**
 * Logs progress at intervals: `120 of 312 MB copied to hub.example.org/osg/squid, 3 of 8 layers`.
 */
export function createProgress(log: Log | undefined, target: string, every = interval): CopyProgress {
  let [total, done, blobs, finished, reportedAt] = [0, 0, 0, 0, 0];
  const line = (): string =>
    `${megabytes(Math.min(done, total))} of ${megabytes(total)} MB copied to ${target}, ${finished} of ${blobs} ${blobs === 1 ? "layer" : "layers"}`;
  const timer = setInterval(() => {
    reportedAt++;
    log?.line(line());
  }, every);
  timer.unref();
  return {
    expect: (size) => {
      total += size;
      blobs++;
    },
    skip: (size) => {
      total -= size;
      blobs--;
    },
    sent: (bytes) => {
      done += bytes;
    },
    finish: () => {
      finished++;
    },
    end: () => {
      clearInterval(timer);
      if (reportedAt > 0) log?.line(line());
    },
  };
}
