import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { ImagePair, UnitChanges } from "../../core/packages/unit-changes.ts";
import { compareImages } from "./compare-images.ts";
import type { Readable } from "./readable-for.ts";

/** Pairs to compare at the same time: each has lists of some megabytes in memory. */
const parallelPairs = 3;

/**
 * Compares images, which must be in their repositories. Never throws: nothing that a stranger's list
 * contains may make a run red after its effects.
 */
export function comparePairs(pairs: readonly ImagePair[], registry: Readable): Promise<UnitChanges[]> {
  return mapLimited([...pairs], parallelPairs, async ({ from, to, publishedAs, ...of }): Promise<UnitChanges> => {
    try {
      return { ...of, ...(await compareImages(registry, from, to, publishedAs)) };
    } catch (error) {
      return { ...of, from: imageOf(from), to: imageOf(to), unknown: wordsOf(error) };
    }
  });
}

function imageOf({ digest, stamp }: ImagePair["from"]): UnitChanges["from"] {
  return { digest, ...(stamp ? { stamp } : {}) };
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return `comparing failed unexpectedly (${error instanceof Error ? error.message : String(error)}). Please report this`;
}
