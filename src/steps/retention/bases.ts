import type { Digest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { parseIndex } from "../../core/oci/image-index.ts";
import { sourceOf } from "../../core/oci/provenance.ts";
import { repositoryKey } from "../../core/oci/reference.ts";
import type { RepositoryTags, RetentionUnit } from "../../core/retention/facts.ts";
import { removalsOf } from "../../core/retention/order.ts";
import { readUnit } from "../../core/retention/publications.ts";
import type { RetentionPlan } from "../../core/retention/retention-plan.ts";
import { allBasesOf, baseUnitsOf } from "../../core/unit/bases.ts";
import type { Registry } from "../../ports/registry.ts";
import { imagesResolved } from "../observe/provenance.ts";
import { repositorySource } from "../observe/source.ts";
import { orUnknown, type PublishedImage, readIn } from "./published-image.ts";

const parallelImages = 8;

/** The images of which a plan may have to know more. */
export interface ImageQuestion {
  /** The kept images of units that are built on a unit of which the plan removes something. */
  children: PublishedImage[];
  /** The units that those are built on. */
  bases: ReadonlySet<string>;
  /** The images that the plan removes. */
  doomed: PublishedImage[];
}

/**
 * Only the provenance of these children can protect a base. A unit that the plan does not clean up, or
 * refuses to, keeps all of its images.
 */
export function imageQuestionOf(plan: RetentionPlan, units: readonly RetentionUnit[]): ImageQuestion {
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
  const doomedOf = (one: RetentionUnit): PublishedImage[] =>
    imagesOf(
      one,
      (going.get(one.unit.name) ?? []).map(({ publication }) => publication),
    );
  return {
    children: children.flatMap((one) => imagesOf(one, keptOf(one))),
    bases: allBasesOf(children.map(({ unit }) => unit)),
    doomed: losing.flatMap(doomedOf),
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
  /** Those of them that are images of these units, as far as provenance says. */
  named: Digest[];
  unknown: string[];
}

/**
 * Reads the provenance of children. It may name a manifest of its base's index instead of the index:
 * the build of one platform does. An image without provenance names no base.
 */
export async function readBases(
  children: readonly PublishedImage[],
  units: readonly RetentionUnit[],
  registry: Registry,
): Promise<ReadBases> {
  const unknown: string[] = [];
  const read = await mapLimited(children, parallelImages, async (child) => {
    const what = `what ${child.unit} at ${child.digest} was built on`;
    return { digest: child.digest, bases: await orUnknown(what, unknown, () => basesOf(child, registry)) };
  });
  const places = new Set(units.flatMap(({ destinations }) => destinations.map(({ repository }) => repositoryKey(repository))));
  return {
    bases: new Map(read.map(({ digest, bases }) => [digest, [...new Set(bases.map((base) => base.digest))]])),
    named: read.flatMap(({ bases }) => bases.filter(({ repository }) => places.has(repository)).map((base) => base.digest)),
    unknown,
  };
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
