import type { Digest } from "../../core/lib/digest.ts";
import { normalizePlatform } from "../../core/lib/platform.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { duration } from "../../core/lib/text/words.ts";
import { indexMediaTypes, type PlatformManifest, parseIndex } from "../../core/oci/image-index.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import { compareReports, type NoReport, type ScanVerdict } from "../../core/scan/compare.ts";
import { judgeScans, type ScanOutcome } from "../../core/scan/outcome.ts";
import type { Report } from "../../core/scan/report.ts";
import { type FailedScan, maximumScanText } from "../../core/scan/scan-record.ts";
import { scanWords } from "../../core/scan/words.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { ScanSpec } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Image } from "../build/image.ts";
import type { ImageStore } from "../build/image-store.ts";
import type { TestPorts } from "../build/tests/runner.ts";
import { repositorySource, type Source } from "../observe/source.ts";
import { openList } from "../packages/read-list.ts";
import { runScanner, type Scannable } from "./run-scanner.ts";

/** A unit with a scan, and the image to scan. */
export interface ScanTask {
  unit: PlannedUnit & { scan: ScanSpec };
  image: Pick<Image, "digest" | "index" | "platforms">;
  store: ImageStore;
  /** Absolute path of the work tree of the unit's source. */
  workTree: string;
}

type ScanPorts = TestPorts & { registry: Registry };

/** The published image, as far as it has one for a platform. */
interface Published {
  repository: string;
  source: Source;
  platforms: readonly PlatformManifest[];
}

/**
 * Scans an image and the published one, platform by platform, in the same run: so both see the
 * scanner's same database. Reports nothing itself; never throws a Failure.
 */
export async function scanImage(task: ScanTask, ports: ScanPorts): Promise<ScanOutcome> {
  const { unit, image } = task;
  const published = publishedImage(unit, ports.registry);
  published.catch(() => {}); // each platform reports it
  const built = parseIndex(image.index).platforms;
  const verdicts: (ScanVerdict | { scan: FailedScan })[] = [];
  for (const { platform, digest } of image.platforms) {
    const manifest: PlatformManifest = { ...built.find((one) => one.digest === digest), platform, digest };
    const began = ports.clock.now().getTime();
    const verdict = await verdictOf(platform, ports, async () => scanPlatform(task, manifest, await published, ports));
    const words = `scan  ${platform}  ${duration(ports.clock.now().getTime() - began)}  ${scanWords(verdict.scan)}`;
    ports.log.line(`${"failed" in verdict.scan || ("worse" in verdict && verdict.worse.length > 0) ? "✗" : "✓"} ${words}`);
    verdicts.push(verdict);
  }
  const worse = verdicts.flatMap((one) => ("worse" in one ? [{ platform: one.scan.platform, findings: one.worse }] : []));
  return judgeScans(
    verdicts.map(({ scan }) => scan),
    worse,
    unit.scan.fail,
  );
}

/** An obstacle (a missing list, a script that does not start) is a scan without a result. */
async function verdictOf(
  platform: string,
  { redact }: TestPorts,
  work: () => Promise<ScanVerdict>,
): Promise<ScanVerdict | { scan: FailedScan }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { scan: { platform, failed: cut(oneLine(redact(error.message)), maximumScanText / 2) } };
  }
}

async function scanPlatform(
  { unit, store, workTree }: ScanTask,
  manifest: PlatformManifest,
  published: Published | NoReport,
  ports: ScanPorts,
): Promise<ScanVerdict> {
  const { platform, digest } = manifest;
  const { script, fail } = unit.scan;
  const common = { unit: unit.name, script, platform, workTree };
  const list = await openList(store, manifest);
  const before = await reportBefore(published, platform, list !== undefined, common, ports);
  const name = await store.nameFor(digest, ports.log);
  try {
    const now = await runScanner({ ...common, of: "new", image: name, ...(list ? { list } : {}) }, ports);
    return compareReports(platform, before, now, fail);
  } finally {
    await ports.containers.discard(name);
  }
}

/**
 * The report on the published image. Both images are scanned in the same way: by their lists, or
 * both without one.
 */
async function reportBefore(
  published: Published | NoReport,
  platform: string,
  hasList: boolean,
  common: Pick<Scannable, "unit" | "script" | "platform" | "workTree">,
  ports: ScanPorts,
): Promise<Report | NoReport> {
  if ("none" in published) return published;
  const { repository, source, platforms } = published;
  const manifest = platforms.find((one) => one.platform === normalizePlatform(platform));
  if (!manifest) return { none: `the published image has no ${platform}` };
  const list = await openList(source, manifest);
  if ((list !== undefined) !== hasList) {
    return { none: `${hasList ? "the published" : "the new"} image has no package list, and the other one has` };
  }
  const image = `${repository}@${manifest.digest}`;
  return runScanner({ ...common, of: "published", image, ...(list ? { list } : {}) }, ports);
}

async function publishedImage({ current, destinations }: PlannedUnit, registry: Registry): Promise<Published | NoReport> {
  if (current === undefined) return { none: "nothing is published yet" };
  const repository = firstRepository({ destinations });
  const source = repositorySource(registry, repository);
  const index = await source.manifest(current);
  if (!index || !indexMediaTypes.includes(index.mediaType)) return { none: noIndex(current) };
  return { repository, source, platforms: parseIndex(index.bytes).platforms };
}

function noIndex(digest: Digest): string {
  return `the registry does not show ${digest}, the published image, as an index`;
}
