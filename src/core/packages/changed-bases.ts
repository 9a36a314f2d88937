import type { Digest } from "../lib/digest.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import { type Material, sourceOf } from "../oci/provenance.ts";
import type { SeenBase } from "../oci/seen-base.ts";
import type { BaseChange } from "./image-changes.ts";

/** What a build resolved, and the bases that its plan gave it by digest. */
export interface Resolved {
  images: readonly Material[];
  seen?: readonly SeenBase[] | undefined;
}

/**
 * The images of registries that two builds resolved, by reference, where their digests differ. An
 * image in a folder has another reference in each build, so it does not count.
 * @param publishedAs the repositories of candidates, each with the one that publishes its image
 */
export function changedBases(
  before: Resolved,
  now: Resolved,
  publishedAs: ReadonlyMap<string, string> = new Map(),
): BaseChange[] {
  const [old, current] = [byReference(before, publishedAs), byReference(now, publishedAs)];
  return [...new Set([...old.keys(), ...current.keys()])].sort(compareTexts).flatMap((reference): BaseChange[] => {
    const [was, is] = [old.get(reference), current.get(reference)];
    if (was === is) return [];
    return [{ reference, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { now: is }) }];
  });
}

function byReference({ images, seen }: Resolved, publishedAs: ReadonlyMap<string, string>): Map<string, Digest> {
  return new Map(
    images.flatMap((material) => {
      const from = sourceOf(material, seen);
      if (!from) return [];
      const repository = publishedAs.get(from.repository) ?? from.repository;
      return [[from.tag === undefined ? repository : `${repository}:${from.tag}`, material.digest] as const];
    }),
  );
}
