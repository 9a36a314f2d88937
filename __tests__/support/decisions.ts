import type { Intent } from "../../src/core/events/intent.ts";
import { assemblePlan, type Gathered } from "../../src/core/plan/assemble.ts";
import { decideEach } from "../../src/core/plan/decide/decide.ts";
import type { UnitFacts, UnitToDecide } from "../../src/core/plan/decide/facts.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Observation } from "../../src/core/publish/observation.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import { makeDigest, makeUnit, timestamp } from "./units.ts";

/** Hashes of inputs, and of tests. */
export const [h1, h2, h3, t1, t2] = ["1", "2", "5", "3", "4"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
  string,
];
/** What is published, and when; and a time since, at which what was put back had been published. */
export const digest = makeDigest("current");
export const monday = { timestamp: timestamp("20261116-0617"), sequence: 0 };
export const later = { timestamp: timestamp("20261120-0617"), sequence: 0 };
export const unit = makeUnit("squid:release");

/** What the registry holds of a published unit; `tags` overrides what its tags show. */
export function observation(
  of: Unit,
  run = "1",
  tags: Record<string, string | undefined> = {},
  ...made: [] | [undefined]
): Observation {
  const inputs = made.length === 0 ? { inputs: h1 } : {};
  const all = { [`${of.streamTag}-20261116-0617`]: digest, [of.streamTag]: digest, ...tags };
  return {
    current: { stamp: monday, digest, annotations: { ...inputs, run, built: monday.timestamp } },
    destinations: of.destinations.map((destination) => ({
      ...destination,
      stamps: [monday],
      rollbacks: [],
      tags: new Map(Object.entries(all).flatMap(([tag, value]) => (value ? [[tag, value as typeof digest]] : []))),
      digests: new Set([digest]),
    })),
  };
}

/** What it holds of one that was never published. */
export const nothing = (of: Unit): Observation => ({
  destinations: of.destinations.map((destination) => ({
    ...destination,
    stamps: [],
    rollbacks: [],
    tags: new Map(),
    digests: new Set(),
  })),
});

/** Of the unit, up to date. */
export const facts = (change: Partial<UnitFacts> = {}): UnitFacts => ({
  inputs: { hash: h1 },
  tests: t1,
  observed: observation(unit),
  published: { stamp: monday, digest, inputs: h1 },
  ...change,
});

/** The plan of an event of this intent, on Monday a week later. */
export function plan(intent: Intent, units: readonly UnitToDecide[], change: Partial<Omit<Gathered, "units">> = {}) {
  return planOf({
    intent,
    event: intent === "rebuild" ? "schedule" : "push",
    repository: "osg/images",
    commit: "c".repeat(40),
    revision: "c".repeat(40),
    branch: "main",
    now: timestamp("20261123-0617"),
    run: { id: "77", attempt: 1 },
    units,
    notes: [],
    promotion: { maxAge: 7 * 86_400_000 },
    ...change,
  });
}

/** What is planned for the unit. */
export const one = (intent: Intent, of: UnitFacts, selected = true) => plan(intent, [{ unit, facts: of, selected }]).units[0];

/** The plan of units whose facts are given. */
export function planOf({ units, ...rest }: Omit<Gathered, "units"> & { units: readonly UnitToDecide[] }): Plan {
  const circumstances = { ...rest, runId: rest.run.id };
  return assemblePlan({ ...rest, units: decideEach(units, circumstances, rest.commit) });
}
