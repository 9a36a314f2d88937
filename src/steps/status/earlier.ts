import path from "node:path";
import * as v from "valibot";
import { maximumDocumentLength } from "../../core/lib/json-document.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { type EarlierFacts, earlierFacts } from "../../core/status/earlier.ts";
import { statusSchema } from "../../core/status/status.ts";
import type { Files } from "../../ports/files.ts";
import { badgePaths } from "../../render/status/badges.ts";

/** The file's name in the folder. */
export const statusFile = "status.json";

/** What an earlier run left in the folder. */
export interface Earlier extends EarlierFacts {
  /** The paths of its badges. */
  badges: string[];
  notes: string[];
}

/**
 * What an earlier run left in the folder: only facts that digests name, to save requests. Nothing
 * depends on it: a file that cannot be read, or that something else wrote, costs a note.
 */
export async function readEarlier(files: Files, folder: string): Promise<Earlier> {
  // Notes are on the page, which may be public: they name no folder of this machine.
  const nothing = (why: string) => ({
    ...earlierFacts(undefined),
    badges: [],
    notes: [`${statusFile} of an earlier run is of no use (${why}), so Tagstream reads everything anew`],
  });
  if (files.kindOf(path.join(folder, statusFile)) === undefined) return { ...earlierFacts(undefined), badges: [], notes: [] };
  const read = await files.readInside(folder, statusFile, maximumDocumentLength);
  if ("fault" in read) return nothing(read.fault);
  try {
    const { success, output } = v.safeParse(statusSchema, JSON.parse(read.text));
    return success
      ? { ...earlierFacts(output), badges: badgePaths(output), notes: [] }
      : nothing("this version of Tagstream did not write it");
  } catch (error) {
    return nothing(`no JSON: ${cut(oneLine(error instanceof Error ? error.message : String(error)), 100)}`);
  }
}
