import type { Digest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, failure, orFailure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { parseIndex } from "../../core/oci/image-index.ts";
import { sourceOf } from "../../core/oci/provenance.ts";
import { repositoryKey } from "../../core/oci/reference.ts";
import type { RepositoryTags, RetentionUnit } from "../../core/retention/facts.ts";
import { removalsOf } from "../../core/retention/order.ts";
import { readUnit } from "../../core/retention/publications.ts";
import type { RetentionPlan } from "../../core/retention/retention-plan.ts";
import { allBasesOf, baseUnitsOf } from "../../core/unit/bases.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { imagesResolved } from "../observe/provenance.ts";
import { repositorySource } from "../observe/source.ts";

const parallelImages = 8;

/** An image of a unit. */
interface PublishedImage {
  unit: string;
  /** The unit's, those first that show it under a tag. */
  repositories: readonly string[];
  digest: Digest;
}

/** What a plan has to know of provenance. */
export interface BaseQuestion {
  /** The kept images of units that are built on a unit of which the plan removes something. */
  children: PublishedImage[];
  /** The images that the plan removes of those. */
  doomed: PublishedImage[];
}

/**
 * Only the provenance of these images can protect a base. A unit that the plan does not clean up, or
 * refuses to, keeps all of its images.
 */
export function baseQuestionOf(plan: RetentionPlan, units: readonly RetentionUnit[]): BaseQuestion {
  const planned = new Map(plan.units.map((unit) => [unit.unit, unit]));
  const going = groupBy(removalsOf(plan), ({ unit }) => unit);
  const imagesOf = (one: RetentionUnit, publications: readonly { digest: Digest }[]): PublishedImage[] =>
    [...new Set(publications.map(({ digest }) => digest))].map((digest) => ({
      unit: one.unit.name,
      repositories: repositoriesOf(one, digest),
      digest,
    }));
  const keptOf = (one: RetentionUnit): readonly { digest: Digest }[] => {
    const own = planned.get(one.unit.name);
    if (!own) return readUnit(one).publications;
    return own.refused === undefined ? own.publications.filter(({ keep }) => keep.length > 0) : own.publications;
  };
  const losing = units.filter(({ unit }) => going.has(unit.name));
  const children = units.filter(({ unit }) => baseUnitsOf(unit).some((base) => going.has(base)));
  const bases = allBasesOf(children.map(({ unit }) => unit));
  return {
    children: children.flatMap((one) => imagesOf(one, keptOf(one))),
    doomed: losing
      .filter(({ unit }) => bases.has(unit.name))
      .flatMap((one) =>
        imagesOf(
          one,
          (going.get(one.unit.name) ?? []).map(({ publication }) => publication),
        ),
      ),
  };
}

function repositoriesOf({ destinations }: RetentionUnit, digest: Digest): string[] {
  const shows = ({ tags }: RepositoryTags): boolean => [...tags.values()].includes(digest);
  const first = destinations.filter(shows);
  return [...first, ...destinations.filter((one) => !first.includes(one))].map(({ repository }) => repository);
}

/** The images that each child was built on, and what could not be read: sentences for people. */
export interface ReadBases {
  bases: Map<Digest, Digest[]>;
  unknown: string[];
}

/**
 * Reads the provenance of children. It may name a manifest of its base's index instead of the index:
 * the build of one platform does. An image without provenance names no base.
 */
export async function readBases({ children, doomed }: BaseQuestion, registry: Registry): Promise<ReadBases> {
  const unknown: string[] = [];
  const read = async <T>({ unit, digest }: PublishedImage, otherwise: T, work: () => Promise<T>): Promise<T> => {
    const done = await orFailure(work);
    if (!(done instanceof Failure)) return done;
    unknown.push(`Could not read what ${unit} at ${digest} was built on: ${withoutStop(done.message)}.`);
    return otherwise;
  };
  const named = await mapLimited(children, parallelImages, async (child) => ({
    digest: child.digest,
    bases: await read(child, [], () => basesOf(child, registry)),
  }));
  const places = new Set(doomed.flatMap(({ repositories }) => repositories.map(repositoryKey)));
  const isMember = (base: Named): boolean => places.has(base.repository) && !doomed.some(({ digest }) => digest === base.digest);
  const indexOf = new Map<Digest, Digest[]>();
  if (named.some(({ bases }) => bases.some(isMember))) {
    await mapLimited(doomed, parallelImages, async (image) => {
      for (const member of await read(image, [], () => membersOf(image, registry)))
        indexOf.set(member, [...(indexOf.get(member) ?? []), image.digest]);
    });
  }
  const bases = named.map(
    ({ digest, bases: all }) => [digest, all.flatMap((base) => [base.digest, ...(indexOf.get(base.digest) ?? [])])] as const,
  );
  return { bases: new Map(bases.map(([digest, all]) => [digest, [...new Set(all)]])), unknown };
}

/** An image that a provenance names; the repository is empty if it names none. */
interface Named {
  repository: string;
  digest: Digest;
}

async function basesOf(image: PublishedImage, registry: Registry): Promise<Named[]> {
  const found = await readIn(image, registry, async (manifest, repository) => {
    const source = repositorySource(registry, repository);
    const all = await Promise.all(parseIndex(manifest.bytes).platforms.map((platform) => imagesResolved(source, platform)));
    return all.flatMap((provenance) => provenance?.images ?? []);
  });
  return found.map((material) => ({ repository: repositoryKey(sourceOf(material)?.repository ?? ""), digest: material.digest }));
}

async function membersOf(image: PublishedImage, registry: Registry): Promise<Digest[]> {
  return readIn(image, registry, async ({ bytes }) => parseIndex(bytes).platforms.map(({ digest }) => digest));
}

/**
 * What the first repository says that gives an image with its attestations: one may lack them for a
 * moment. An attestation that all of them lack stays missing: it says nothing, and no second look helps.
 * @throws Failure `registry-missing` if none of them gives the image
 */
async function readIn<T>(
  { repositories, digest }: PublishedImage,
  registry: Registry,
  read: (manifest: Manifest, repository: string) => Promise<T[]>,
): Promise<T[]> {
  let isGiven = false;
  for (const repository of repositories) {
    const manifest = await registry.manifest(repository, digest);
    if (!manifest) continue;
    isGiven = true;
    try {
      return await read(manifest, repository);
    } catch (error) {
      if (!(error instanceof Failure) || error.problems.some(({ code }) => code !== "build-unreadable")) throw error;
    }
  }
  if (isGiven) return [];
  throw failure("registry-missing", `no registry gives it (asked: ${repositories.join(", ")}). Run again`);
}
