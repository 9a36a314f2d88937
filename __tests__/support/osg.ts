import type { Decision, Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import type { Test } from "../../src/core/tests/kinds.ts";
import { makePlan, makePlanned } from "./documents.ts";
import { makeDigest } from "./units.ts";

const both = ["linux/amd64", "linux/arm64"];

const tests: Record<string, Test[]> = {
  "software-base": [],
  "frontier-squid": [
    { kind: "run", name: "squid -v", timeout: 300_000, env: {}, platforms: both, command: ["squid", "-v"] },
    {
      kind: "exec",
      name: "answers on 3128",
      timeout: 300_000,
      within: 60_000,
      env: {},
      platforms: both,
      command: ["curl", "localhost:3128"],
    },
  ],
  xcache: [
    {
      kind: "exec",
      name: "answers on 8000",
      timeout: 300_000,
      within: 60_000,
      env: {},
      platforms: ["linux/amd64"],
      command: ["curl", "localhost:8000"],
    },
  ],
};

/** The six units of design, section 9: three images, two of them on the first, in two streams. */
export function osgUnits(decision: Decision = "build", reason?: string): PlannedUnit[] {
  return Object.keys(tests).flatMap((image) =>
    ["release", "testing"].map((stream) => {
      const base = image === "software-base" ? {} : { base: `software-base:25-el9-${stream}` };
      return makePlanned(`${image}:25-el9-${stream}`, {
        decision,
        ...base,
        ...(reason === undefined ? {} : { reason }),
        variant: { series: "25", os: "el9" },
        aliases: [
          { tag: `25-${stream}`, timestamps: true },
          ...(stream === "release" ? [{ tag: "latest", timestamps: false }] : []),
        ],
        destinations: [
          { repository: `hub.example.org/osg/${image}`, required: true },
          { repository: `docker.io/osg/${image}`, required: false },
        ],
        platforms: image === "software-base" ? both.slice(0, 1) : both,
        tests: tests[image] ?? [],
        current: makeDigest(`old ${image} ${stream}`),
      });
    }),
  );
}

export function osgPlan(change: Partial<Plan> = {}): Plan {
  return makePlan(osgUnits(), change);
}
