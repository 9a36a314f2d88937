import type { InputsHash } from "../../../core/inputs/inputs-hash.ts";
import type { Digest } from "../../../core/lib/digest.ts";
import { Failure, orUndefined } from "../../../core/lib/problems/problem.ts";
import { millisecondsOf, type Timestamp } from "../../../core/lib/time/timestamp.ts";
import { readManifestAnnotations } from "../../../core/oci/annotations.ts";
import { parseIndex } from "../../../core/oci/image-index.ts";
import { type Material, sourceOf } from "../../../core/oci/provenance.ts";
import { type Candidate, type CandidatePlatform, mayBeRebuild, type ResolvedImage } from "../../../core/plan/decide/promotion.ts";
import type { Promotion } from "../../../core/plan/plan.ts";
import type { Observation } from "../../../core/publish/observation.ts";
import { inputsTag } from "../../../core/tags/inputs.ts";
import { candidatesRepository, firstRepository } from "../../../core/unit/repositories.ts";
import type { Unit } from "../../../core/unit/unit.ts";
import type { Manifest, Registry } from "../../../ports/registry.ts";
import { createObserver } from "../../observe/observe.ts";
import { imagesResolved } from "../../observe/provenance.ts";
import { type OrdinaryPublication, ordinaryPublications } from "../../observe/published.ts";
import { repositorySource } from "../../observe/source.ts";

/** Finds tested builds of a unit's inputs, in registries only. */
export interface CandidateFinder {
  /** The candidate tag's digest, by inputs hash; `none` if the tag is absent. */
  byInputs(unit: Unit, inputs: InputsHash): Promise<Candidate | "none">;
  /**
   * The newest publication of these inputs that is young enough to publish again, unless a build of
   * other inputs followed.
   */
  published(
    unit: Unit,
    inputs: InputsHash,
    observed: Observation,
    limits: { now: Timestamp; promotion: Promotion },
  ): Promise<Candidate | undefined>;
  /**
   * The image of these inputs that a unit of another stream shows.
   * @param observed the sibling's registries, if the plan has looked at them
   */
  shownBySibling(sibling: Unit, inputs: InputsHash, observed: Observation | undefined): Promise<Candidate | undefined>;
  /** The image of these inputs that was tested for a unit of another stream. */
  testedForSibling(sibling: Unit, inputs: InputsHash): Promise<Candidate | undefined>;
}

/**
 * Finds candidates, and looks up shared bases once. Costs, for a unit with a candidate: its index;
 * per platform its provenance, two requests; and a HEAD for each base image.
 */
export function createCandidateFinder(registry: Registry): CandidateFinder {
  const resolved = new Map<string, Promise<Digest | undefined>>();
  const resolve = (repository: string, tag: string): Promise<Digest | undefined> => {
    const key = `${repository}:${tag}`;
    const known = resolved.get(key) ?? orUndefined(() => registry.resolve(repository, tag));
    resolved.set(key, known);
    return known;
  };
  const read = async (repository: string, { digest, bytes }: Manifest): Promise<Candidate> => ({
    digest,
    annotations: readManifestAnnotations(bytes),
    platforms: await platformsOf(registry, repository, bytes, resolve),
  });
  const observe = createObserver(registry, { annotations: true });
  const byInputs = async (unit: Unit, inputs: InputsHash): Promise<Candidate | undefined> => {
    const repository = candidatesRepository(unit);
    if (repository === undefined || "none" in inputs) return undefined;
    const manifest = await registry.manifest(repository, inputsTag(unit, inputs.hash));
    if (!manifest) return undefined;
    return { ...(await read(repository, manifest)), ...(repository === firstRepository(unit) ? {} : { repository }) };
  };
  return {
    byInputs: async (unit, inputs) => (await byInputs(unit, inputs)) ?? "none",
    published: async (unit, inputs, observed, limits) => {
      const found = await earlierPublication(unit, inputs, observed, limits, registry);
      const repository = firstRepository(unit);
      const manifest = found && (await registry.manifest(repository, found.digest));
      return manifest && { ...(await read(repository, manifest)), published: found.stamp };
    },
    shownBySibling: async (sibling, inputs, observed) => {
      if ("none" in inputs) return undefined;
      const { current } = observed ?? (await observe(sibling));
      if (current?.annotations?.inputs !== inputs.hash) return undefined;
      const repository = firstRepository(sibling);
      const shown = await registry.manifest(repository, current.digest);
      return shown && { ...(await read(repository, shown)), sibling: { unit: sibling.name, published: current.stamp } };
    },
    testedForSibling: async (sibling, inputs) => {
      const tested = await byInputs(sibling, inputs);
      return tested && { ...tested, sibling: { unit: sibling.name } };
    },
  };
}

/** Looks back, publication by publication, as far as a candidate's maximum age. */
async function earlierPublication(
  unit: Unit,
  inputs: InputsHash,
  observed: Observation,
  { now, promotion }: { now: Timestamp; promotion: Promotion },
  registry: Registry,
): Promise<OrdinaryPublication | undefined> {
  if ("none" in inputs || promotion === "never") return undefined;
  for await (const publication of ordinaryPublications(unit, observed, registry)) {
    const { stamp, annotations } = publication;
    if (annotations.inputs === inputs.hash) return publication;
    const isOld = millisecondsOf(now) - millisecondsOf(stamp.timestamp) > promotion.maxAge;
    if (isOld || mayBeRebuild(annotations)) return undefined;
  }
  return undefined;
}

/** An unreadable candidate is a fact, not an error: the unit is built. */
async function platformsOf(
  registry: Registry,
  repository: string,
  bytes: Uint8Array,
  resolve: (repository: string, tag: string) => Promise<Digest | undefined>,
): Promise<Candidate["platforms"]> {
  const source = repositorySource(registry, repository);
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
