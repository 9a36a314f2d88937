import { describe, expect, test } from "@jest/globals";
import { jobsOf } from "../../../../src/core/plan/jobs/jobs.ts";
import { notesOnSharedStages } from "../../../../src/core/plan/jobs/shared-stages.ts";
import type { PlannedUnit } from "../../../../src/core/plan/plan.ts";
import { makePlanned } from "../../../support/documents.ts";

/** A target of the Dockerfile in `context`. */
function target(name: string, change: Partial<PlannedUnit["build"]> = {}, unit: Partial<PlannedUnit> = {}): PlannedUnit {
  const { build } = makePlanned(name);
  const [image = ""] = name.split(":");
  return makePlanned(name, {
    ...unit,
    build: { ...build, context: "app", dockerfile: "app/Dockerfile", target: image, ...change },
  });
}

describe("jobs", () => {
  test.each<[string, Partial<PlannedUnit["build"]>, Partial<PlannedUnit>, number]>([
    ["the same Dockerfile and context", {}, {}, 1],
    ["without the key", { sharedStages: true, dockerfile: "app/other.Dockerfile" }, {}, 2],
    ["another context", { context: "." }, {}, 2],
    ["another commit", {}, { source: { ref: "refs/heads/x", commit: "1".repeat(40) } }, 2],
  ])("%s", (_, change, unit, count) => {
    const units = [target("web:r", { sharedStages: true }), target("worker:r", { sharedStages: true, ...change }, unit)];
    expect(jobsOf(units, {}, "rebuild")).toHaveLength(count);
  });

  test("shared stages join the groups of different bases", () => {
    const base = makePlanned("base:r");
    const units = [base, target("web:r", { sharedStages: true }, { base: "base:r" }), target("worker:r", { sharedStages: true })];
    expect(jobsOf(units, {}, "rebuild").map(({ units: names }) => names)).toEqual([["base:r", "web:r", "worker:r"]]);
  });
});

describe("the note that it would pay", () => {
  test.each<[string, PlannedUnit[], number]>([
    ["two stages of one Dockerfile", [target("web:r"), target("worker:r")], 1],
    ["the same stage of two streams", [target("web:r"), target("web:t", { target: "web" })], 0],
    ["other arguments", [target("web:r"), target("worker:r", { args: { A: "1" } })], 0],
    ["they share them already", [target("web:r", { sharedStages: true }), target("worker:r", { sharedStages: true })], 0],
    ["only one is built", [target("web:r"), target("worker:r", {}, { decision: "leave" })], 0],
  ])("%s", (_, units, count) => {
    expect(notesOnSharedStages(units)).toHaveLength(count);
  });

  test("its words", () => {
    expect(notesOnSharedStages([target("web:r"), target("worker:r")])).toEqual([
      "web:r, worker:r are stages of app/Dockerfile, each built in a job of its own: with `shared-stages: true` in each of these images, or in `defaults`, one job builds them, and runs their common stages once",
    ]);
  });
});
