import type { Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import { candidateFacts } from "../../src/core/plan/tags-written.ts";
import { resultOf, type UnitResult } from "../../src/core/result/result.ts";
import { publicationTags } from "../../src/core/tags/publication-tags.ts";
import type { Test } from "../../src/core/tests/kinds.ts";
import { makePlan, makePlanned } from "./documents.ts";
import { passedRecord } from "./endings.ts";

export const both = ["linux/amd64", "linux/arm64"];
export const answers: Test = { kind: "run", name: "answers", command: ["true"], timeout: 1, env: {}, platforms: both };

/** A unit of a pull request, with its candidate tags. */
export function candidate(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const unit = makePlanned(name, { platforms: both, tests: [answers], ...change });
  const tags = unit.decision === "leave" ? [] : publicationTags(unit, candidateFacts(unit, 123)).map(({ tag }) => tag);
  return { ...unit, tags, references: [] };
}

export const planOf = (units: PlannedUnit[], change: Partial<Plan> = {}): Plan =>
  makePlan(units, {
    intent: "candidate",
    event: "pull_request",
    pullRequest: 123,
    revision: "9c1e44d".padEnd(40, "0"),
    ...change,
  });

/** What a unit comes to that passed. */
export function green(unit: PlannedUnit): UnitResult {
  const tags = unit.tags.map((tag) => `${unit.destinations[0]?.repository}:${tag}`);
  return resultOf("candidate", unit.decision === "leave" ? { unit } : { unit, record: passedRecord(unit), tagged: { tags } });
}
