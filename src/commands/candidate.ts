import { readManifestAnnotations } from "../core/annotations.ts";
import { firstRepository } from "../core/bake.ts";
import { inputsTag } from "../core/candidate-tags.ts";
import type { Digest } from "../core/digest.ts";
import { parseIndex } from "../core/index-manifest.ts";
import type { InputsHash } from "../core/plan.ts";
import { Failure } from "../core/problem.ts";
import type { Candidate, CandidatePlatform, ResolvedImage } from "../core/promotion.ts";
import { type Material, sourceOf } from "../core/provenance.ts";
import type { Unit } from "../core/unit.ts";
import type { Registry } from "../ports.ts";
import { imagesResolved } from "./provenance.ts";

/** Finds a unit's candidate, by its inputs hash, in the registry alone; `none` where there is none. */
export type CandidateFinder = (unit: Unit, inputs: InputsHash) => Promise<Candidate | "none">;

/**
 * Looks for candidates; what several of them are built on is looked up once.
 * Costs, for a unit that has one: its index; per platform its provenance, two requests; and a HEAD for each image it is built on.
 */
export function createCandidateFinder(registry: Registry): CandidateFinder {
  const resolved = new Map<string, Promise<Digest | undefined>>();
  const resolve = (repository: string, tag: string): Promise<Digest | undefined> => {
    const key = `${repository}:${tag}`;
    const known = resolved.get(key) ?? orUndefined(() => registry.resolve(repository, tag));
    resolved.set(key, known);
    return known;
  };
  return async (unit, inputs) => {
    const repository = firstRepository(unit);
    const tag = inputsTag(unit, inputs);
    const manifest = tag === undefined ? undefined : await registry.manifest(repository, tag);
    if (!manifest) return "none";
    const { digest, bytes } = manifest;
    return {
      digest,
      annotations: readManifestAnnotations(bytes),
      platforms: await platformsOf(registry, repository, bytes, resolve),
    };
  };
}

/** What cannot be read is a fact, not an error: the unit is built then. */
async function platformsOf(
  registry: Registry,
  repository: string,
  bytes: Uint8Array,
  resolve: (repository: string, tag: string) => Promise<Digest | undefined>,
): Promise<Candidate["platforms"]> {
  const source = {
    manifest: (digest: Digest) => registry.manifest(repository, digest),
    blob: (digest: Digest) => registry.blob(repository, digest),
  };
  try {
    const platforms: CandidatePlatform[] = [];
    for (const manifest of parseIndex(bytes).platforms) {
      const provenance = await imagesResolved(source, manifest);
      if (!provenance) return { unreadable: `there is none for ${manifest.platform}` };
      const [unknown] = provenance.unknown;
      if (unknown !== undefined) return { unreadable: `for ${manifest.platform} it names ${unknown} without a sha256 digest` };
      const images = await Promise.all(provenance.images.map((material) => lookUp(material, resolve)));
      platforms.push({ platform: manifest.platform, images });
    }
    return platforms.length === 0 ? { unreadable: "it has no platform" } : platforms;
  } catch (error) {
    if (error instanceof Failure) return { unreadable: error.message };
    throw error;
  }
}

async function lookUp(
  material: Material,
  resolve: (repository: string, tag: string) => Promise<Digest | undefined>,
): Promise<ResolvedImage> {
  const { digest } = material;
  const source = sourceOf(material);
  if (!source) return { reference: material.uri, digest, pinned: true };
  const { repository, tag, pinned } = source;
  if (pinned || tag === undefined) return { reference: `${repository}@${digest}`, digest, pinned: true };
  const now = await resolve(repository, tag);
  return { reference: `${repository}:${tag}`, digest, pinned: false, ...(now ? { now } : {}) };
}

async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
