import { createHash } from "node:crypto";
import { annotationsOf } from "../../src/core/build/bake.ts";
import type { JobRecord, UnitRecord } from "../../src/core/build/record.ts";
import { jobsOf } from "../../src/core/plan/jobs/jobs.ts";
import type { Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import { makePlan } from "./documents.ts";
import { makeDigest } from "./units.ts";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
export const both = ["linux/amd64", "linux/arm64"];
export const runners = { platforms: new Map([["linux/arm64", "arm"]]) };

export function planOf(...units: PlannedUnit[]): Plan {
  return makePlan(units, { jobs: jobsOf(units, { runners }, "rebuild") });
}

/** The record of a job in which everything passed. `change` is for one unit. */
export function recordOf(plan: Plan, id: string, change: (record: UnitRecord) => Partial<UnitRecord> = () => ({})): JobRecord {
  const job = plan.jobs.find((one) => one.id === id);
  if (!job) throw new Error(`no job ${id}`);
  const { repository, commit, timestamp, run } = plan;
  const units = job.units.map((name): UnitRecord => {
    const unit = plan.units.find((one) => one.name === name);
    if (!unit) throw new Error(`no unit ${name}`);
    const record = passed(plan, unit, job.platform);
    return { ...record, ...change(record) };
  });
  return { version: 1, plan: { repository, commit, timestamp, run: run.id }, job: id, units };
}

export const manifestOf = (name: string, platform: string) => makeDigest(`${name} ${platform}`);

export function passed(plan: Plan, unit: PlannedUnit, platform: string | undefined): UnitRecord {
  const common = { unit: unit.name, outcome: "passed" as const, tests: [], duration: { build: 1, test: 2 } };
  if (platform === undefined)
    return {
      ...common,
      digest: makeDigest(unit.name),
      platforms: unit.platforms.map((one) => ({ platform: one, digest: manifestOf(unit.name, one) })),
    };
  const index = leg(plan, unit, platform);
  return {
    ...common,
    digest: `sha256:${sha256(index)}`,
    index,
    platforms: [{ platform, digest: manifestOf(unit.name, platform) }],
    ...(unit.base ? { base: { unit: unit.base, digest: manifestOf(unit.base, platform) } } : {}),
  };
}

/** The index of one platform, as BuildKit writes it. */
export function leg(plan: Plan, unit: PlannedUnit, platform: string, annotations = annotationsOf(plan, unit)): string {
  const [os, architecture] = platform.split("/");
  const digest = manifestOf(unit.name, platform);
  const reference = { "vnd.docker.reference.digest": digest, "vnd.docker.reference.type": "attestation-manifest" };
  const manifests = [
    { digest, size: 1, platform: { os, architecture } },
    { digest: makeDigest(`attest ${unit.name} ${platform}`), size: 1, annotations: reference },
  ];
  return JSON.stringify({ schemaVersion: 2, manifests, annotations });
}
