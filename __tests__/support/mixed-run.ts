import type { Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import type { UnitResult } from "../../src/core/result/result.ts";
import { makeUnitRecord } from "./documents.ts";
import { endingWithoutEvidence, failedRecord, passedRecord, publishedEnding, results } from "./endings.ts";
import { osgPlan } from "./osg.ts";

/** Design, section 9, with one of everything that can happen. */
export function mixed(): { plan: Plan; results: UnitResult[] } {
  const plan = osgPlan({ notes: ["GitHub was not asked for the branch's tip"] });
  const [base, baseTesting, squid, squidTesting, xcache, xcacheTesting] = plan.units as [
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
  ];
  const broken = makeUnitRecord(baseTesting.name, {
    outcome: "failed",
    platforms: [],
    duration: { build: 31_000, test: 0 },
    code: "build-failed",
    problem:
      "docker buildx bake failed:\n > [2/3] RUN dnf install:\nError: Unable to find a match: squid\nERROR: failed to solve: exit code: 1",
  });
  const skipped = makeUnitRecord(squidTesting.name, {
    outcome: "skipped",
    platforms: [],
    problem: `not built: its base ${baseTesting.name} failed`,
  });
  const failed = failedRecord(xcache, {
    name: "answers on 8000",
    platform: "linux/amd64",
    reason: "did not pass within 60 s: exit status 7",
    duration: 60_000,
    log: "curl: (7) Failed to connect\n--- the container's log\nxrootd: no config",
  });
  return {
    plan,
    results: results(plan, [
      publishedEnding(base),
      endingWithoutEvidence(baseTesting, broken),
      publishedEnding(squid, {
        converged: {
          ...publishedEnding(squid).converged,
          effects: publishedEnding(squid).converged?.effects ?? [],
          warnings: ["docker.io/osg/frontier-squid could not be asked: 503"],
        },
      }),
      endingWithoutEvidence(squidTesting, skipped),
      endingWithoutEvidence(xcache, failed),
      {
        unit: xcacheTesting,
        record: passedRecord(xcacheTesting),
        converged: { effects: [], problem: "hub.example.org refused to push.", code: "registry-denied" },
      },
    ]),
  };
}
