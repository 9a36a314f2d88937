import type { Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import { makeUnit, timestamp } from "./units.ts";

/** A unit that is built, for its inputs `aaaa…` and its tests `bbbb…`. */
export function makePlannedUnit(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  return {
    ...makeUnit(name),
    decision: "build",
    reason: "weekly rebuild",
    inputs: { hash: "a".repeat(64) },
    testsHash: "b".repeat(64),
    tags: [],
    references: [],
    ...change,
  };
}

/** A weekly rebuild of these units, all in one job. */
export function makePlan(units: PlannedUnit[], change: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    intent: "rebuild",
    event: "schedule",
    repository: "octo/images",
    source: "https://github.com/octo/images",
    commit: "c".repeat(40),
    revision: "d".repeat(40),
    branch: "main",
    timestamp: timestamp("20261123-0617"),
    run: { id: "4711", attempt: 1 },
    promotion: { maxAge: 7 * 86_400_000 },
    units,
    jobs: [{ id: "all", units: units.map((unit) => unit.name) }],
    notes: [],
    ...change,
  };
}
