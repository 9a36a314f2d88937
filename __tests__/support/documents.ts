import type { JobRecord, UnitRecord } from "../../src/core/build/record.ts";
import { jobsOf } from "../../src/core/plan/jobs/jobs.ts";
import type { Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import { movingTagsOf } from "../../src/core/tags/publication-tags.ts";
import { timestampTags } from "../../src/core/tags/timestamp.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import { makeDigest, makeUnit, timestamp } from "./units.ts";

/** The timestamp of every plan made here. */
export const planned = timestamp("20261123-0617");

/** A unit as a weekly rebuild plans it: `makePlanned("squid:release", { reason: "up to date", decision: "leave" })`. */
export function makePlanned(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const unit: Unit = makeUnit(name, change);
  const { decision = "build" } = change;
  const tags =
    decision === "build"
      ? [...timestampTags(unit, { timestamp: planned, sequence: 0 }), ...movingTagsOf(unit)]
      : decision === "repair"
        ? movingTagsOf(unit)
        : [];
  return {
    ...unit,
    decision,
    reason: unit.base === undefined ? "scheduled rebuild" : `scheduled rebuild, on ${unit.base}`,
    inputs: { hash: "4b".repeat(32) },
    testsHash: "7e".repeat(32),
    tags,
    references: unit.destinations.flatMap(({ repository }) => tags.map((tag) => `${repository}:${tag}`)),
    ...change,
  };
}

/** A plan of these units, with the jobs that they need. */
export function makePlan(units: PlannedUnit[], change: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    intent: "rebuild",
    event: "schedule",
    repository: "osg/images",
    source: "https://github.example.org/osg/images",
    commit: "8d2f31c".padEnd(40, "0"),
    revision: "8d2f31c".padEnd(40, "0"),
    branch: "main",
    timestamp: planned,
    run: { id: "4711", attempt: 1, url: "https://github.example.org/osg/images/actions/runs/4711" },
    promotion: { maxAge: 7 * 86_400_000 },
    units,
    jobs: jobsOf(units, {}, "rebuild"),
    notes: [],
    ...change,
  };
}

/** What a build job says of a unit that passed, with no test. */
export function makeUnitRecord(unit: string, change: Partial<UnitRecord> = {}): UnitRecord {
  return {
    unit,
    outcome: "passed",
    digest: makeDigest(unit),
    platforms: [{ platform: "linux/amd64", digest: makeDigest(`${unit} amd64`) }],
    tests: [],
    duration: { build: 72_000, test: 0 },
    ...change,
  };
}

/** The record of a plan's job, of these units. */
export function makeRecord(plan: Plan, job: string, units: UnitRecord[]): JobRecord {
  const { repository, commit, timestamp, run } = plan;
  return { version: 1, plan: { repository, commit, timestamp, run: run.id }, job, units };
}
