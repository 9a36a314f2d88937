import type { UnitRecord } from "../../../core/build/record.ts";
import type { Digest } from "../../../core/lib/digest.ts";
import { normalizePlatform } from "../../../core/lib/platform.ts";
import { Failure } from "../../../core/lib/problems/problem.ts";
import { cut, oneLine } from "../../../core/lib/text/clean.ts";
import { count, duration } from "../../../core/lib/text/words.ts";
import { readAnnotations } from "../../../core/oci/annotations.ts";
import { type ImageIndex, parseIndex } from "../../../core/oci/image-index.ts";
import type { Plan, PlannedUnit } from "../../../core/plan/plan.ts";
import { compareFiles } from "../../../core/unchanged/compare-files.ts";
import { differingText, stampedKeys } from "../../../core/unchanged/image-settings.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Containers } from "../../../ports/containers.ts";
import type { Log } from "../../../ports/log.ts";
import type { Redact } from "../../../ports/redact.ts";
import type { Image } from "../image.ts";
import type { ImageStore } from "../image-store.ts";
import { readIndex } from "../read-index.ts";
import { compareFacts, type Pair } from "./compare-facts.ts";
import { Difference, differ } from "./difference.ts";
import type { TestedImages } from "./tested-images.ts";

/** The most characters of a difference: a path may have 4,096. */
const maximumReason = 1000;

/** A build that passed its tests, where it is, and what compares it. */
export interface Comparison {
  plan: Plan;
  unit: PlannedUnit;
  image: Image;
  store: ImageStore;
  tested: TestedImages;
  containers: Containers;
  clock: Clock;
  redact: Redact;
  log: Log;
}

/** What the record of a compared unit gets. */
export type Compared = Pick<UnitRecord, "differs"> | Required<Pick<UnitRecord, "digest" | "platforms" | "unchanged">>;

/**
 * Compares a build with the published image on every platform that it has: first what the registry
 * tells, then every file. What cannot be compared differs: the unit is published, as without a
 * comparison.
 */
export async function compareWithPublished(comparison: Comparison): Promise<Compared> {
  const { unit, image, redact, log } = comparison;
  const { current } = unit;
  if (current === undefined) throw new TypeError(`the plan keeps nothing of ${unit.name}`);
  try {
    const { pairs, since, seen } = await pairsOf(comparison, current);
    const packages = await compareFacts(pairs, comparison.store, seen, stampedKeys(unit.build.labels));
    const files = await compareAllFiles(comparison, pairs);
    log.line(`equals ${current}: ${count(packages, "package")} and ${count(files, "file")}`);
    const platforms = pairs.map(({ platform, published }) => ({ platform, digest: published.digest }));
    const { digest: built, platforms: builtPlatforms } = image;
    return { digest: current, platforms, unchanged: { built, platforms: builtPlatforms, since, files, packages } };
  } catch (error) {
    const differs = cut(oneLine(redact(reasonOf(error))), maximumReason);
    log.line(`not kept: ${differs}`);
    return { differs };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Difference) return error.message;
  if (error instanceof Failure) return `it could not be compared: ${error.message}`;
  throw error;
}

/** The platforms of both images, when the published one was built, and the bases that both got by digest. */
async function pairsOf({ plan, unit, image, store }: Comparison, current: Digest) {
  const { index: published } = await readIndex(store, current);
  const built = parseIndex(image.index);
  const { built: since, bases } = readAnnotations(published.annotations);
  if (since === undefined) throw new Difference("the published image does not record when it was built");
  differ(differingText("the annotation", published.annotations, built.annotations, stampedKeys(unit.build.annotations)));
  const whole = plan.units.find(({ name }) => name === unit.name) ?? unit;
  if (!hasPlatforms(published, whole.platforms)) throw new Difference("the published image has other platforms");
  const seen = { published: bases, built: unit.seenBases };
  return { since, seen, pairs: unit.platforms.map((platform) => pairOf(platform, published, built)) };
}

function hasPlatforms({ platforms }: ImageIndex, wanted: readonly string[]): boolean {
  const found = new Set(platforms.map(({ platform }) => platform));
  return platforms.length === wanted.length && wanted.every((platform) => found.has(normalizePlatform(platform)));
}

function pairOf(platform: string, published: ImageIndex, built: ImageIndex): Pair {
  const [before, now] = [published, built].map(({ platforms }) =>
    platforms.find((one) => one.platform === normalizePlatform(platform)),
  );
  if (!before || !now) throw new Difference(`an image for ${platform} is missing`);
  return { platform, published: before, built: now };
}

/** Returns the number of files. The published image leaves the machine again, platform by platform. */
async function compareAllFiles({ store, tested, containers, clock, log }: Comparison, pairs: readonly Pair[]): Promise<number> {
  let files = 0;
  for (const { platform, published, built } of pairs) {
    const now = await tested.get(built.digest, platform, log);
    const before = await store.makeRunnable(published.digest, platform, log);
    try {
      const began = clock.now().getTime();
      const [publishedFiles, builtFiles] = await Promise.all([
        containers.files(before, platform),
        containers.files(now, platform),
      ]);
      const compared = compareFiles(publishedFiles, builtFiles);
      log.line(`compared the files for ${platform} in ${duration(clock.now().getTime() - began)}`);
      if (!compared.equal) throw new Difference(`${compared.difference} on ${platform}`);
      files += compared.files;
    } finally {
      await containers.discard(before);
    }
  }
  return files;
}
