import { type BakeBase, wrongAnnotations } from "../../core/build/bake.ts";
import type { BuiltPlatform } from "../../core/build/record.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { normalizePlatform } from "../../core/lib/platform.ts";
import { Failure, failure, type Problem } from "../../core/lib/problems/problem.ts";
import type { ImageIndex } from "../../core/oci/image-index.ts";
import { wantsPackageList } from "../../core/packages/generator.ts";
import { type Plan, type PlannedUnit, plannedDigest } from "../../core/plan/plan.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import { imagesResolved } from "../observe/provenance.ts";
import { type BakeTools, type BuildTask, bakeUnit } from "./bake.ts";
import type { ImageStore } from "./image-store.ts";
import { readIndex } from "./read-index.ts";
import { platformsWithoutList } from "./without-list.ts";

/** An image, read back. */
export interface Image {
  digest: Digest;
  /** The bytes of its index. */
  index: Uint8Array;
  platforms: BuiltPlatform[];
  /** Platforms without the list of packages that their build asked for; none of an image that was not built now. */
  withoutList: readonly string[];
}

/**
 * Builds a unit: pushes it by digest without a tag, or keeps it in a folder. Then reads it back and
 * checks every platform, the annotations and the bases. Throws `build-…`, or the registry's fault.
 */
export async function buildImage(task: BuildTask, tools: BakeTools): Promise<Image> {
  const { plan, unit, bases, store, generator } = task;
  const digest = await bakeUnit(task, tools);
  tools.log.line(`built ${digest}, now in ${store.title}`);
  const { index, bytes } = await readIndex(store, digest);
  const platforms = platformsOf(unit, index);
  checkAnnotations(plan, unit, index);
  await checkBases(unit, store, index, bases);
  const isListed = generator !== undefined && wantsPackageList(plan, unit);
  const withoutList = isListed ? await platformsWithoutList(index.platforms, store) : [];
  return { digest, index: bytes, platforms, withoutList };
}

/**
 * The image of a unit that is tested again without a build: its candidate, or the published one. It
 * must have exactly the platforms of the plan's unit, also if a job tests only one of them.
 */
export async function plannedImage(plan: Plan, unit: PlannedUnit, store: ImageStore): Promise<Image> {
  const digest = plannedDigest(unit);
  if (digest === undefined) throw new TypeError(`the plan tests ${unit.name} again without saying which digest`);
  const { index, bytes } = await readIndex(store, digest);
  const whole = plan.units.find(({ name }) => name === unit.name) ?? unit;
  const platforms = platformsOf(whole, index).filter(({ platform }) => unit.platforms.includes(platform));
  return { digest, index: bytes, platforms, withoutList: [] };
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
  const wrong = wrongAnnotations(plan, unit, index.annotations);
  if (wrong.length === 0) return;
  throw failure(
    "build-annotations-missing",
    `The pushed index has missing or wrong annotations: ${wrong.join(", ")}. Use a newer BuildKit.`,
  );
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
