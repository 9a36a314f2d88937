import type { BakeBase } from "../../core/build/bake.ts";
import type { BuiltPlatform, UnitRecord } from "../../core/build/record.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { type Digest, isDigest } from "../../core/lib/digest.ts";
import { normalizePlatform } from "../../core/lib/platform.ts";
import { type Failure, failure } from "../../core/lib/problems/problem.ts";
import { readFirstImage, readPlatform } from "../../core/oci/image-config.ts";
import { indexMediaTypes, parseIndex } from "../../core/oci/image-index.ts";
import { digestToBuildOn, type Plan, type PlannedUnit } from "../../core/plan/plan.ts";
import { repositoryOfBase } from "../../core/plan/planned-repository.ts";
import { basesOf } from "../../core/unit/bases.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { Containers } from "../../ports/containers.ts";
import type { Registry } from "../../ports/registry.ts";
import { folderStore, type ImageStore, registryStore } from "./image-store.ts";
import type { Site } from "./site.ts";

interface BasePorts {
  registry: Registry;
  containers: Containers;
}

/**
 * The bases of a unit, each with the digest that the build must use: the held digest, or the one
 * just built, or the published one if the plan builds none. The plan of an untrusted change does not
 * ask registries; its base is whatever the public stream shows.
 * @param baseRecords of bases that this run built or tested, by unit name
 * @throws Failure `build-base-missing`, `build-base-platform`
 */
export async function bakeBasesOf(
  plan: Plan,
  unit: PlannedUnit,
  baseRecords: ReadonlyMap<string, UnitRecord>,
  site: Site,
  ports: BasePorts,
): Promise<BakeBase[]> {
  const bases: BakeBase[] = [];
  for (const { unit: name, ...use } of basesOf(unit)) {
    const base = plan.units.find((candidate) => candidate.name === name);
    if (!base) throw missingBase(unit, name);
    bases.push({ ...(await bakeBaseOf(plan, unit, base, baseRecords.get(name), site, ports)), ...use });
  }
  return bases;
}

async function bakeBaseOf(
  plan: Plan,
  unit: PlannedUnit,
  base: PlannedUnit,
  record: UnitRecord | undefined,
  { layouts, platform }: Site,
  ports: BasePorts,
): Promise<BakeBase> {
  const layout = layouts.get(base.name);
  if (record?.digest && record.kept !== undefined && !layout) throw keptElsewhere(base, record.kept);
  const digest = record?.digest ?? (await digestWithoutBuild(plan, unit, base, ports));
  const repository = repositoryOfBase(base, digest, plan.intent);
  const store = layout ? folderStore(layout, ports.containers) : registryStore(repository, ports.registry, ports.containers);
  const images = record?.digest ? record.platforms : platform && (await imagesIn(store, digest, platform));
  return {
    unit: base,
    digest: platform && images ? await platformManifest(base, images, platform, store) : digest,
    repository,
    ...(layout ? { layout: layout.path } : {}),
  };
}

/** The digest of a base that this run neither builds nor tests. */
async function digestWithoutBuild(plan: Plan, unit: PlannedUnit, base: PlannedUnit, { registry }: BasePorts): Promise<Digest> {
  const planned = digestToBuildOn(base, plan.intent);
  if (planned === undefined && base.decision === "build") throw missingBase(unit, base.name);
  const shown = () => registry.resolve(firstRepository(base), base.streamTag);
  const digest = planned ?? (!capabilities[plan.intent].push ? await shown() : undefined);
  if (digest) return digest;
  throw missingBase(unit, base.name);
}

/** The images in a published index. Undefined if it has none for a platform: BuildKit may know one that fits. */
async function imagesIn(store: ImageStore, digest: Digest, platform: string): Promise<BuiltPlatform[] | undefined> {
  const manifest = await store.manifest(digest);
  if (!manifest || !indexMediaTypes.includes(manifest.mediaType)) return undefined;
  const { platforms } = parseIndex(manifest.bytes);
  return platforms.some((one) => one.platform === normalizePlatform(platform)) ? platforms : undefined;
}

/**
 * The manifest of one platform of a base, whether this run built it or not: to BuildKit's caches, an
 * index and its manifest are different images. A build on the manifest of another platform would pass
 * without a word, so its configuration must name the platform.
 */
async function platformManifest(
  { name }: PlannedUnit,
  platforms: readonly BuiltPlatform[],
  platform: string,
  store: ImageStore,
): Promise<Digest> {
  const built = platforms.find((one) => normalizePlatform(one.platform) === normalizePlatform(platform));
  if (!built) throw failure("build-base-platform", `Its base ${name} was not built for ${platform}. Run all jobs again.`);
  const manifest = await store.manifest(built.digest);
  const config = manifest && readFirstImage(manifest.bytes)?.config;
  const found = config !== undefined && isDigest(config) ? readPlatform(await store.blob(config)) : undefined;
  if (found === normalizePlatform(platform)) return built.digest;
  throw failure(
    "build-base-platform",
    `The image of its base ${name} for ${platform}, ${built.digest}, is for ${found ?? "an unknown platform"}. Run all jobs again.`,
  );
}

function missingBase({ name }: PlannedUnit, base: string): Failure {
  return failure(
    "build-base-missing",
    `Its base ${base} was not built in this job and has no publication yet. Run again with both selected: only: ${base}, ${name}`,
  );
}

function keptElsewhere({ name }: PlannedUnit, kept: string): Failure {
  return failure(
    "build-base-missing",
    `Its base ${name} stayed on the runner of another job, because ${kept}. Log in before this step (docker/login-action), or set \`candidates: false\`: then one job builds both.`,
  );
}
