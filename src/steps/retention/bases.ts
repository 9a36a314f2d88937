import type { Digest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { parseIndex } from "../../core/oci/image-index.ts";
import { sourceOf } from "../../core/oci/provenance.ts";
import { repositoryKey } from "../../core/oci/reference.ts";
import type { RetentionUnit } from "../../core/retention/facts.ts";
import { removalsOf } from "../../core/retention/order.ts";
import { readUnit } from "../../core/retention/publications.ts";
import type { RetentionPlan } from "../../core/retention/retention-plan.ts";
import { allBasesOf, baseUnitsOf } from "../../core/unit/bases.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { Registry } from "../../ports/registry.ts";
import { imagesResolved } from "../observe/provenance.ts";
import { repositorySource } from "../observe/source.ts";

const parallelImages = 8;

/** An image of a unit. */
interface PublishedImage {
  unit: string;
  repository: string;
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
  const imagesOf = ({ unit }: RetentionUnit, publications: readonly { digest: Digest }[]): PublishedImage[] =>
    [...new Set(publications.map(({ digest }) => digest))].map((digest) => ({
      unit: unit.name,
      repository: firstRepository(unit),
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
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // A missing attestation stays missing: it says nothing, and no second look helps.
      if (!error.problems.every(({ code }) => code === "build-unreadable"))
        unknown.push(`Could not read what ${unit} at ${digest} was built on: ${withoutStop(error.message)}.`);
      return otherwise;
    }
  };
  const named = await mapLimited(children, parallelImages, async (child) => ({
    digest: child.digest,
    bases: await read(child, [], () => basesOf(child, registry)),
  }));
  const places = new Set(doomed.map(({ repository }) => repositoryKey(repository)));
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

async function basesOf({ repository, digest }: PublishedImage, registry: Registry): Promise<Named[]> {
  const manifest = await registry.manifest(repository, digest);
  if (!manifest) return [];
  const source = repositorySource(registry, repository);
  const provenances = await Promise.all(parseIndex(manifest.bytes).platforms.map((platform) => imagesResolved(source, platform)));
  return provenances
    .flatMap((provenance) => provenance?.images ?? [])
    .map((material) => ({ repository: repositoryKey(sourceOf(material)?.repository ?? ""), digest: material.digest }));
}

async function membersOf({ repository, digest }: PublishedImage, registry: Registry): Promise<Digest[]> {
  const manifest = await registry.manifest(repository, digest);
  return manifest ? parseIndex(manifest.bytes).platforms.map((platform) => platform.digest) : [];
}
