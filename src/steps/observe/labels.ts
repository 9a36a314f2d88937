import { type Digest, isDigest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { readFirstImage, readLabels } from "../../core/oci/image-config.ts";
import { indexMediaTypes, parseIndex } from "../../core/oci/image-index.ts";
import type { PlatformLabels } from "../../core/tags/given-alias.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";

type Source = Pick<Registry, "manifest" | "blob">;

/** What was read before. Bytes never change under a digest: each image is read once in a run. */
const known = new WeakMap<Source, Map<Digest, Promise<readonly PlatformLabels[] | undefined>>>();

/**
 * The labels of an image on each of its platforms; undefined if the repository does not have it.
 * Costs the index and, per platform, a manifest and a configuration of at most 4 MiB.
 * @throws Failure if the registry does not answer
 */
export async function labelsOf(
  registry: Source,
  repository: string,
  digest: Digest,
): Promise<readonly PlatformLabels[] | undefined> {
  const images = known.get(registry) ?? new Map<Digest, Promise<readonly PlatformLabels[] | undefined>>();
  known.set(registry, images);
  const reading = images.get(digest) ?? read(registry, repository, digest);
  images.set(digest, reading);
  try {
    const labels = await reading;
    if (!labels) images.delete(digest); // another repository may have it
    return labels;
  } catch (error) {
    images.delete(digest);
    throw error;
  }
}

async function read(registry: Source, repository: string, digest: Digest): Promise<PlatformLabels[] | undefined> {
  const top = await registry.manifest(repository, digest);
  if (!top) return undefined;
  if (!indexMediaTypes.includes(top.mediaType))
    return [{ platform: "its platform", labels: await ofImage(registry, repository, top) }];
  return Promise.all(
    parseIndex(top.bytes).platforms.map(async ({ platform, digest: child }) => {
      const manifest = await registry.manifest(repository, child);
      if (!manifest) throw failure("registry-missing", `${repository} lacks the image for ${platform} of ${digest}. Run again.`);
      return { platform, labels: await ofImage(registry, repository, manifest) };
    }),
  );
}

/** An image without a readable configuration has no labels. */
async function ofImage(registry: Source, repository: string, manifest: Manifest): Promise<Record<string, string>> {
  const config = readFirstImage(manifest.bytes)?.config;
  if (config === undefined || !isDigest(config)) return {};
  return readLabels(await registry.blob(repository, config)) ?? {};
}
