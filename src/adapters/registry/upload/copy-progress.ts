import type { Log } from "../../../ports/log.ts";

/** How far one copy is, in bytes and blobs. What the target has already counts as nothing. */
export interface CopyProgress {
  /** A blob that is to be looked for in the target. */
  expect(size: number): void;
  /** It need not be sent. */
  skip(size: number): void;
  sent(bytes: number): void;
  /** It is there now. */
  finish(): void;
  /** Ends the lines. */
  end(): void;
}

/** Milliseconds between two lines, and before the first: short copies say nothing. */
const interval = 5000;

/** Tells the log at intervals how far a copy is: `120 of 312 MB copied to hub.example.org/osg/squid, 3 of 8 layers`. */
export function createProgress(log: Log | undefined, target: string, every = interval): CopyProgress {
  let [total, done, blobs, finished, reportedAt] = [0, 0, 0, 0, 0];
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
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
