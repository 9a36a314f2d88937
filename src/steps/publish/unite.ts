import { keptReason } from "../../core/build/kept.ts";
import type { JobRecord, UnitRecord } from "../../core/build/record.ts";
import { uniteRecords, withoutFailedBases } from "../../core/build/unite.ts";
import type { Hash } from "../../core/inputs/inputs-hash.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { joined } from "../../core/lib/text/words.ts";
import type { MergedIndex } from "../../core/oci/merge-index.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { buildRepository } from "../../core/unit/repositories.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { parallelUnits } from "../observe/asking.ts";
import { failureOf } from "../report/unit-problem.ts";

/**
 * One record for each unit of a plan. Where several jobs built the platforms of a unit, this makes
 * its index and pushes it by digest, under no tag. A unit with a missing or red job did not pass,
 * and nor did those that are built on it.
 */
export async function uniteJobs(
  plan: Plan,
  jobs: readonly JobRecord[],
  sha256: Hash,
  { registry, reporter }: { registry: Registry; reporter: Reporter },
): Promise<Map<string, UnitRecord>> {
  const { records, indexes } = uniteRecords(plan, jobs, sha256);
  const legs = legDigests(jobs);
  await mapLimited(plan.units, parallelUnits, async (unit) => {
    const index = indexes.get(unit.name);
    const record = records.get(unit.name);
    const repository = buildRepository(unit, plan.intent);
    const isPushed = repository !== undefined && keptReason(plan.intent, unit, record) === undefined;
    if (!index || record?.outcome !== "passed" || record.digest === undefined || !isPushed) return;
    const log: Log = { line: (text) => reporter.line(`${unit.name}: ${text}`) };
    try {
      await putIndex(registry, repository, { ...index, digest: record.digest }, legs.get(unit.name) ?? []);
      const platforms = joined(index.platforms.map(({ platform }) => platform));
      log.line(`joined ${platforms} into one image, ${record.digest}`);
    } catch (error) {
      records.set(unit.name, { ...record, outcome: "failed", ...failureOf(error, log) });
    }
  });
  return withoutFailedBases(plan, records);
}

/** The digests that jobs built or tested, by unit name. */
function legDigests(jobs: readonly JobRecord[]): Map<string, Digest[]> {
  const legs = new Map<string, Digest[]>();
  for (const { unit, digest } of jobs.flatMap(({ units }) => units))
    if (digest) legs.set(unit, [...(legs.get(unit) ?? []), digest]);
  return legs;
}

/**
 * Puts an index by its digest: one request, and one for each leg. Not every registry checks that it
 * has the parts of an index, and a clean-up may have removed a leg since.
 * @throws Failure `publish-digest-gone`, and the registry's faults
 */
async function putIndex(
  registry: Registry,
  repository: string,
  index: MergedIndex & { digest: Digest },
  legs: readonly Digest[],
): Promise<void> {
  const found = await Promise.all(
    legs.map((digest) => {
      registry.pushed(repository, digest);
      return registry.resolve(repository, digest);
    }),
  );
  const gone = legs.find((_, at) => found[at] === undefined);
  if (gone !== undefined) {
    throw failure(
      "publish-digest-gone",
      `The registry does not show ${repository}@${gone}, the build of one platform. A clean-up removed it, or the registry lags behind. Run all jobs again.`,
    );
  }
  const { digest, mediaType, bytes } = index;
  await registry.putManifest(repository, digest, { digest, mediaType, bytes });
}
