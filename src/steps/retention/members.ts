import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import type { RetentionFacts } from "../../core/retention/facts.ts";
import { readContent } from "../../core/retention/manifest-content.ts";
import type { Registry } from "../../ports/registry.ts";
import type { ImageQuestion } from "./bases.ts";
import { orUnknown, type PublishedImage, readIn } from "./published-image.ts";

const parallelImages = 8;

/**
 * The images that a plan removes and whose members matter: a file or a provenance names an image that
 * no tag shows, which may be the manifest of one platform in one of them.
 * @param named the images of these units that provenance names
 */
export function membersAsked(
  { doomed, bases }: ImageQuestion,
  { pins, keepFile, units }: RetentionFacts,
  named: ReadonlySet<Digest>,
): PublishedImage[] {
  const shown = new Set<Digest>();
  for (const { destinations, candidates } of units)
    for (const { tags } of candidates ? [...destinations, candidates] : destinations)
      for (const digest of tags.values()) shown.add(digest);
  if ([...pins, ...keepFile].some(({ digest }) => digest !== undefined && !shown.has(digest))) return doomed;
  return [...named].some((digest) => !shown.has(digest)) ? doomed.filter(({ unit }) => bases.has(unit)) : [];
}

/** The manifests in each image's index, and what could not be read: sentences for people. */
export async function readMembers(
  images: readonly PublishedImage[],
  registry: Pick<Registry, "manifest">,
): Promise<{ members: Map<Digest, Digest[]>; unknown: string[] }> {
  const unknown: string[] = [];
  const read = await mapLimited(images, parallelImages, async (image) => {
    const what = `the manifests of ${image.unit} at ${image.digest}`;
    const members = await orUnknown(what, unknown, () =>
      readIn(image, registry, async ({ bytes }) => [...(readContent(bytes)?.children ?? [])]),
    );
    return [image.digest, members] as const;
  });
  return { members: new Map(read), unknown };
}
