import type { Digest } from "../lib/digest.ts";
import { type Material, sourceOf } from "../oci/provenance.ts";
import type { BaseChange } from "./image-changes.ts";
import { compareTexts } from "./order/numbers.ts";

/**
 * The images of registries that two builds resolved, by reference, where their digests differ. An
 * image in a folder has another reference in each build, so it does not count.
 */
export function changedBases(before: readonly Material[], now: readonly Material[]): BaseChange[] {
  const [old, current] = [byReference(before), byReference(now)];
  return [...new Set([...old.keys(), ...current.keys()])].sort(compareTexts).flatMap((reference): BaseChange[] => {
    const [was, is] = [old.get(reference), current.get(reference)];
    if (was === is) return [];
    return [{ reference, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { now: is }) }];
  });
}

function byReference(materials: readonly Material[]): Map<string, Digest> {
  return new Map(
    materials.flatMap((material) => {
      const from = sourceOf(material);
      if (!from) return [];
      return [[from.tag === undefined ? from.repository : `${from.repository}:${from.tag}`, material.digest] as const];
    }),
  );
}
