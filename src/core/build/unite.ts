import type { Hash } from "../inputs/inputs-hash.ts";
import { type Digest, isDigest } from "../lib/digest.ts";
import { Failure, failure } from "../lib/problems/problem.ts";
import { annotationKeys } from "../oci/annotations.ts";
import { type MergedIndex, mergeIndexes } from "../oci/merge-index.ts";
import type { Job } from "../plan/jobs/job.ts";
import { levelOf } from "../plan/jobs/jobs.ts";
import { needsJob, type Plan, type PlannedUnit } from "../plan/plan.ts";
import { awaitedUnits } from "../publish/evidence.ts";
import { uniteUnchanged } from "../unchanged/unite-unchanged.ts";
import { baseUnitsOf } from "../unit/bases.ts";
import { wrongAnnotations } from "./bake.ts";
import { jobsByUnit } from "./leg.ts";
import type { JobRecord, UnitRecord } from "./record.ts";
import { unitedTimes } from "./united-times.ts";

/** What the jobs of a plan say about its units. */
export interface United {
  /** One record for each unit. Absent for a unit without any. */
  records: Map<string, UnitRecord>;
  /** The index of each unit that several jobs built: no registry has it yet. */
  indexes: Map<string, MergedIndex>;
}

/** One job's part of a unit. */
interface LegRecord {
  job: Job;
  record?: UnitRecord;
}

/**
 * Unites what several jobs recorded of one unit. It passed if it passed on each of its platforms,
 * and if its bases did.
 * @param sha256 for the digest of an index
 */
export function uniteRecords(plan: Plan, jobs: readonly JobRecord[], sha256: Hash): United {
  const byJob = new Map(jobs.map(({ job, units }) => [job, new Map(units.map((record) => [record.unit, record]))]));
  const jobsOf = jobsByUnit(plan);
  const awaited = awaitedUnits(plan);
  const records = new Map<string, UnitRecord>();
  const indexes = new Map<string, MergedIndex>();
  for (const unit of plan.units.filter(needsJob)) {
    const legs = (jobsOf.get(unit.name) ?? []).map((job): LegRecord => {
      const record = byJob.get(job.id)?.get(unit.name);
      return { job, ...(record ? { record } : {}) };
    });
    const { record, index } = uniteUnit(plan, unit, legs, sha256);
    if (index) indexes.set(unit.name, index);
    if (record) records.set(unit.name, onOtherBase(record, legs, records, awaited));
  }
  return { records: withoutFailedBases(plan, records), indexes };
}

/** The same records, but a unit did not pass if one of its bases did not. */
export function withoutFailedBases(plan: Plan, records: ReadonlyMap<string, UnitRecord>): Map<string, UnitRecord> {
  const left = new Map(records);
  const awaited = awaitedUnits(plan);
  for (const unit of plan.units) {
    const record = left.get(unit.name);
    if (record?.outcome !== "passed") continue;
    const failed = baseUnitsOf(unit).find((base) => awaited.has(base) && left.get(base)?.outcome !== "passed");
    if (failed === undefined) continue;
    left.set(unit.name, { ...record, outcome: "skipped", problem: `not published: its base ${failed} did not pass` });
  }
  return left;
}

/** Refuses a unit that was built on another build of its base, as after the re-run of one job. */
function onOtherBase(
  record: UnitRecord,
  legs: readonly LegRecord[],
  records: ReadonlyMap<string, UnitRecord>,
  awaited: ReadonlySet<string>,
): UnitRecord {
  if (record.outcome !== "passed") return record;
  const used = legs.flatMap(({ job: { platform }, record: own }) =>
    [...(own?.base ? [own.base] : []), ...(own?.otherBases ?? [])].map((base) => ({ ...base, platform })),
  );
  const other = used.find(({ unit: name, digest, platform }) => {
    const base = awaited.has(name) ? records.get(name) : undefined;
    const isOfPlatform = base?.platforms.some((one) => one.platform === platform && one.digest === digest);
    return base?.digest !== undefined && base.digest !== digest && !isOfPlatform;
  });
  if (!other) return record;
  const problem = `It was built on ${other.digest}, which is not the build of its base ${other.unit} that passed. Re-run all jobs.`;
  return { ...record, outcome: "failed", code: "build-leg-invalid", problem };
}

function uniteUnit(
  plan: Plan,
  unit: PlannedUnit,
  legs: readonly LegRecord[],
  sha256: Hash,
): { record?: UnitRecord; index?: MergedIndex } {
  const [first] = legs;
  if (first?.job.platform !== undefined) return uniteLegs(plan, unit, legs, sha256);
  if (first?.record) return { record: first.record };
  return first && levelOf(first.job) > 1 ? { record: jointRecord(unit, legs) } : {};
}

/** Why a job may have left no record. Templates of before levels have no job for the higher ones. */
function noRecord(job: Job): string {
  const level = levelOf(job);
  const others = level === 1 ? "" : `, or the workflow has no job build-${level}: then copy the template again`;
  return `the job ${job.id} left no record: it was cancelled, or failed before the build started${others}`;
}

/** One record of all legs, and their index if the plan builds the unit. */
function uniteLegs(
  plan: Plan,
  unit: PlannedUnit,
  legs: readonly LegRecord[],
  sha256: Hash,
): { record: UnitRecord; index?: MergedIndex } {
  const joint = jointRecord(unit, legs);
  if (joint.outcome !== "passed") return { record: joint };
  const kept = uniteUnchanged(joint, recordsOf(legs));
  if (kept) return { record: kept };
  return uniteBuilt(plan, unit, legs.map(asBuilt), sha256);
}

/** One record of all legs as they were built, and their index. */
function uniteBuilt(
  plan: Plan,
  unit: PlannedUnit,
  legs: readonly LegRecord[],
  sha256: Hash,
): { record: UnitRecord; index?: MergedIndex } {
  const joint = jointRecord(unit, legs);
  try {
    if (unit.decision !== "build") return { record: { ...joint, ...oneDigest(recordsOf(legs)) } };
    const index = mergeIndexes(legs.map(({ job, record }) => ({ platform: job.platform ?? "", bytes: indexOf(record, sha256) })));
    assertTested(legs, index);
    assertAnnotations(plan, unit, index);
    return { record: { ...joint, digest: digestOf(new TextDecoder().decode(index.bytes), sha256) }, index };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const code = error.problems[0]?.code;
    return { record: { ...joint, outcome: "failed", problem: error.message, ...(code ? { code } : {}) } };
  }
}

/** A leg without the published image that its platform equals: the image is kept on all platforms, or on none. */
function asBuilt({ job, record }: LegRecord): LegRecord {
  if (!record?.unchanged) return { job, ...(record ? { record } : {}) };
  const { unchanged, ...rest } = record;
  return { job, record: { ...rest, digest: unchanged.built, platforms: unchanged.platforms } };
}

function recordsOf(legs: readonly LegRecord[]): UnitRecord[] {
  return legs.flatMap(({ record }) => record ?? []);
}

/** All that legs say together, without the digest. Times are those of the slowest one. */
function jointRecord(unit: PlannedUnit, legs: readonly LegRecord[]): UnitRecord {
  const records = recordsOf(legs);
  const problems = legs.flatMap(({ job, record }) => {
    if (record === undefined) return [`${job.platform === undefined ? "" : `${job.platform}: `}${noRecord(job)}`];
    return record.problem === undefined ? [] : [`${job.platform}: ${record.problem}`];
  });
  const kept = records.find((record) => record.kept !== undefined)?.kept;
  const scan = records.flatMap((record) => record.scan ?? []);
  const code = records.find((record) => record.outcome !== "passed")?.code;
  const differs = records.find((record) => record.differs !== undefined)?.differs;
  return {
    unit: unit.name,
    outcome: records.length < legs.length ? "failed" : outcomeOf(records),
    platforms: records.flatMap(({ platforms }) => platforms),
    tests: records.flatMap(({ tests }) => tests),
    ...unitedTimes(records),
    ...(kept === undefined ? {} : { kept }),
    ...(scan.length === 0 ? {} : { scan }),
    ...(differs === undefined ? {} : { differs }),
    ...(problems.length === 0 ? {} : { problem: problems.join("\n") }),
    ...(code === undefined ? {} : { code }),
  };
}

function outcomeOf(records: readonly UnitRecord[]): UnitRecord["outcome"] {
  const worst = (["failed", "unchecked", "skipped"] as const).find((one) => records.some(({ outcome }) => outcome === one));
  return worst ?? "passed";
}

/** The digest that all legs tested: a published one, or a candidate. */
function oneDigest(records: readonly UnitRecord[]): Pick<UnitRecord, "digest"> {
  const digests = [...new Set(records.map(({ digest }) => digest))];
  const [digest] = digests;
  if (digests.length === 1 && digest !== undefined) return { digest };
  throw failure("build-leg-invalid", `The jobs of its platforms tested different images: ${digests.join(", ")}. Run them again.`);
}

/** The tests of each job ran on the image that is in its index. */
function assertTested(legs: readonly LegRecord[], { platforms }: MergedIndex): void {
  const other = legs.find(
    ({ record }, at) => record?.platforms.length !== 1 || record.platforms[0]?.digest !== platforms[at]?.digest,
  );
  if (!other) return;
  throw failure(
    "build-leg-invalid",
    `The job ${other.job.id} tested another image than that in its index. Run the build jobs again.`,
  );
}

/** An image may lack the inputs hash, but no other annotation of the plan. */
function assertAnnotations(plan: Plan, unit: PlannedUnit, { annotations }: MergedIndex): void {
  const wrong = wrongAnnotations(plan, unit, annotations).filter(
    (key) => key !== annotationKeys.inputs || annotations[key] !== undefined,
  );
  if (wrong.length === 0) return;
  throw failure(
    "build-leg-invalid",
    `The builds of its platforms have other annotations than the plan: ${wrong.join(", ")}. Run all jobs again.`,
  );
}

/** The bytes of a leg's index, which must have the recorded digest. */
function indexOf(record: UnitRecord | undefined, sha256: Hash): Uint8Array {
  const text = record?.index ?? "";
  if (digestOf(text, sha256) === record?.digest) return new TextEncoder().encode(text);
  throw failure(
    "build-leg-invalid",
    `The record of ${record?.unit} does not have the index of ${record?.digest}. Run the build jobs again.`,
  );
}

function digestOf(text: string, sha256: Hash): Digest {
  const digest = `sha256:${sha256(text)}`;
  if (!isDigest(digest)) throw new TypeError("a hash is not a sha256");
  return digest;
}
