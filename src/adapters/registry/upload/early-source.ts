import type { Readable } from "node:stream";
import { Failure } from "../../../core/lib/problems/problem.ts";

/** A blob's bytes, asked for before the reader is ready. */
export interface EarlySource {
  /** The bytes, or the failure to get them. Opens again if the connection has ended meanwhile. */
  stream(): Promise<Readable>;
  /** Ends the connection, unless all was read. */
  close(): void;
}

/** Opens a source now, for a reader that comes later. */
export function openEarly(open: () => Promise<Readable>): EarlySource {
  const opening = open();
  opening.catch(() => {}); // `stream` throws it.
  return {
    async stream() {
      const early = await opening;
      if (early.errored instanceof Failure) throw early.errored;
      return early.destroyed ? open() : early;
    },
    close: () =>
      void opening.then(
        (early) => early.destroy(),
        () => {},
      ),
  };
}
