import type { HistoryEntry } from "../../src/core/history/history.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { makePublicationId } from "./holds.ts";

/** A publication of a history: built, unless told otherwise. */
export function makeEntry(stamp: string, digest: Digest, change: Partial<HistoryEntry>): HistoryEntry {
  return {
    stamp: makePublicationId(stamp),
    digest,
    origin: { kind: "built" },
    bases: [],
    image: { annotations: {}, bases: [] },
    differing: [],
    ...change,
  };
}
