import type { Digest } from "../../../core/lib/digest.ts";
import { mapLimited } from "../../../core/lib/parallel.ts";
import { orUndefined } from "../../../core/lib/problems/problem.ts";
import { parseIndex } from "../../../core/oci/image-index.ts";
import { repositoryKey } from "../../../core/oci/reference.ts";
import type { DecidedAlone, UnitFacts } from "../../../core/plan/decide/facts.ts";
import type { Candidate } from "../../../core/plan/decide/promotion.ts";
import { allBasesOf, baseUnitsOf } from "../../../core/unit/bases.ts";
import { candidatesRepository, firstRepository } from "../../../core/unit/repositories.ts";
import type { Registry } from "../../../ports/registry.ts";
import { parallelUnits } from "../../observe/asking.ts";

/** An image of a base, and the repository that has it. */
interface BaseImage {
  repository: string;
  digest: Digest;
}

/**
 * Adds the platforms' manifests of bases, where a candidate was built on one of them: a job of one
 * platform builds on the base's manifest for that platform, before the base has an index. Costs one
 * request for each image of such a base.
 */
export async function withBaseManifests(units: readonly DecidedAlone[], registry: Registry): Promise<DecidedAlone[]> {
  const bases = allBasesOf(units.map(({ unit }) => unit));
  return mapLimited(units, parallelUnits, async (entry) => {
    if (!bases.has(entry.unit.name)) return entry;
    const images = imagesOf(entry);
    const children = units.filter(({ unit }) => baseUnitsOf(unit).includes(entry.unit.name));
    if (!children.some(({ facts }) => candidatesOf(facts).some((one) => usesOther(one, images)))) return entry;
    const manifests = await Promise.all(images.map(async (image) => [image.digest, await manifestsOf(image, registry)] as const));
    return { ...entry, facts: { ...entry.facts, manifests: new Map(manifests) } };
  });
}

function candidatesOf({ candidate, earlier, siblings = [] }: UnitFacts): Candidate[] {
  return [candidate === "none" ? undefined : candidate, earlier, ...siblings].filter((one) => one !== undefined);
}

/** The images of a base that a plan may give its children. */
function imagesOf({ unit, facts }: DecidedAlone): BaseImage[] {
  const { observed, hold } = facts;
  const published = [observed?.current?.digest, typeof hold === "object" ? hold.digest : undefined];
  const tested = candidatesOf(facts).map(
    ({ digest, repository = candidatesRepository(unit) ?? firstRepository(unit) }): BaseImage => ({ repository, digest }),
  );
  const all = [...published.flatMap((digest) => (digest ? [{ repository: firstRepository(unit), digest }] : [])), ...tested];
  return all.filter(({ digest }, index) => all.findIndex((other) => other.digest === digest) === index);
}

/** Whether a candidate was built on something else of the base's repositories than one of its images. */
function usesOther({ platforms }: Candidate, images: readonly BaseImage[]): boolean {
  if ("unreadable" in platforms) return false;
  const repositories = new Set(images.map(({ repository }) => repositoryKey(repository)));
  return platforms
    .flatMap(({ images: used }) => used)
    .some(
      ({ reference, digest, pinned }) =>
        pinned &&
        repositories.has(repositoryKey(reference.split("@")[0] ?? "")) &&
        !images.some((image) => image.digest === digest),
    );
}

/** The manifests of an image's platforms; none if it cannot be read: then no candidate is built on it. */
async function manifestsOf({ repository, digest }: BaseImage, registry: Registry): Promise<Digest[]> {
  const read = await orUndefined(async () => {
    const manifest = await registry.manifest(repository, digest);
    return manifest && parseIndex(manifest.bytes).platforms.map((platform) => platform.digest);
  });
  return read ?? [];
}
