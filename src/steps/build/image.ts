import { annotationsOf, type BakeBase, bakeDefinition } from "../../core/build/bake.ts";
import type { BuildCache } from "../../core/build/cache.ts";
import type { BuiltPlatform } from "../../core/build/record.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { normalizePlatform } from "../../core/lib/platform.ts";
import { Failure, failure, type Problem } from "../../core/lib/problems/problem.ts";
import { type ImageIndex, indexMediaTypes, parseIndex } from "../../core/oci/image-index.ts";
import { type Plan, type PlannedUnit, plannedDigest } from "../../core/plan/plan.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { Builder } from "../../ports/builder.ts";
import type { Log } from "../../ports/log.ts";
import { imagesResolved } from "../observe/provenance.ts";
import type { ImageStore } from "./image-store.ts";

/** An image, read back. */
export interface Image {
  digest: Digest;
  platforms: BuiltPlatform[];
}

/**
 * Builds a unit: pushes it by digest without a tag, or keeps it in a folder. Then reads it back and
 * checks every platform, the annotations and the bases. Throws `build-…`, or the registry's fault.
 */
export async function buildImage(
  plan: Plan,
  unit: PlannedUnit,
  bases: readonly BakeBase[],
  store: ImageStore,
  cache: BuildCache,
  { builder, workTree, secrets, log }: { builder: Builder; workTree: string; secrets: SecretReference[]; log: Log },
): Promise<Image> {
  const digest = await builder.bake({ ...bakeDefinition(plan, unit, bases, store.layout, cache), secrets }, workTree, log);
  store.expect(digest);
  log.line(`built ${digest}, now in ${store.title}`);
  const index = await readIndex(store, digest);
  const platforms = platformsOf(unit, index);
  checkAnnotations(plan, unit, index);
  await checkBases(unit, store, index, bases);
  return { digest, platforms };
}

/**
 * The image of a unit that is tested again without a build: its candidate, or the published one.
 */
export async function plannedImage(unit: PlannedUnit, store: ImageStore): Promise<Image> {
  const digest = plannedDigest(unit);
  if (digest === undefined) throw new TypeError(`the plan tests ${unit.name} again without saying which digest`);
  return { digest, platforms: platformsOf(unit, await readIndex(store, digest)) };
}

async function readIndex(store: ImageStore, digest: Digest): Promise<ImageIndex> {
  const manifest = await store.manifest(digest);
  if (!manifest) {
    throw failure(
      "build-unreadable",
      `${store.title} does not show ${digest}, or not yet. Run again. If it fails again, ask the registry's operator.`,
    );
  }
  if (!indexMediaTypes.includes(manifest.mediaType)) {
    throw failure(
      "build-unreadable",
      `${digest} in ${store.title} is ${manifest.mediaType}, not an image index: the build left out its provenance.`,
    );
  }
  return parseIndex(manifest.bytes);
}

/**
 * The index's platforms in the unit's spelling and order.
 * @throws Failure `build-platforms-missing` unless they are exactly the unit's
 */
function platformsOf(unit: PlannedUnit, index: ImageIndex): BuiltPlatform[] {
  const found = index.platforms.map(({ platform }) => platform);
  const wanted = unit.platforms.map(normalizePlatform);
  const missingPlatforms = wanted.filter((platform) => !found.includes(platform));
  const surplus = found.filter((platform, at) => !wanted.includes(platform) || found.indexOf(platform) !== at);
  if (missingPlatforms.length > 0 || surplus.length > 0) {
    throw failure(
      "build-platforms-missing",
      `The image has ${found.join(", ") || "no platform"} instead of ${wanted.join(", ")}. Check the builder's nodes: docker buildx inspect.`,
    );
  }
  return unit.platforms.flatMap((platform) =>
    index.platforms
      .filter((manifest) => manifest.platform === normalizePlatform(platform))
      .map(({ digest }) => ({ platform, digest })),
  );
}

function checkAnnotations(plan: Plan, unit: PlannedUnit, index: ImageIndex): void {
  const wrong = Object.entries(annotationsOf(plan, unit)).filter(([key, value]) => index.annotations[key] !== value);
  if (wrong.length === 0) return;
  const keys = wrong.map(([key]) => key).join(", ");
  throw failure("build-annotations-missing", `The pushed index has missing or wrong annotations: ${keys}. Use a newer BuildKit.`);
}

/**
 * On every platform that uses a base, the provenance must name the base's digest; otherwise the
 * Dockerfile builds on another image.
 */
async function checkBases(unit: PlannedUnit, store: ImageStore, index: ImageIndex, bases: readonly BakeBase[]): Promise<void> {
  if (bases.length === 0) return;
  const resolved = await Promise.all(
    index.platforms.map(async (manifest) => ({
      platform: manifest.platform,
      digests: ((await imagesResolved(store, manifest))?.images ?? []).map(({ digest }) => digest),
    })),
  );
  const faults = bases.flatMap((base) => {
    const users = (base.platforms ?? unit.platforms).map(normalizePlatform);
    const unproven = resolved.filter(({ platform, digests }) => users.includes(platform) && !digests.includes(base.digest));
    return unproven.length === 0
      ? []
      : [
          notOnBase(
            base,
            unproven.map(({ platform }) => platform),
          ),
        ];
  });
  if (faults.length > 0) throw new Failure(faults);
}

function notOnBase(base: BakeBase, platforms: readonly string[]): Problem {
  const name = `${firstRepository(base.unit)}:${base.unit.streamTag}`;
  const message = `Its Dockerfile does not build on ${base.unit.image}: on ${platforms.join(", ")} the provenance does not name ${base.digest}. Start its last stage with FROM ${name} (or FROM ${base.unit.image}), or remove \`base\` from the image.`;
  return { code: "build-not-on-base", severity: "error", message };
}
