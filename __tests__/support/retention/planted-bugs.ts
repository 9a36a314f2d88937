import type { RetentionFacts, RetentionUnit } from "../../../src/core/retention/facts.ts";
import type { PlannedUnit, RetentionPlan } from "../../../src/core/retention/retention-plan.ts";
import type { RetentionRules } from "../../../src/core/retention/rules.ts";
import { day } from "./facts.ts";
import type { RandomWorld } from "./random-world.ts";

export type Planner = (world: RandomWorld) => RetentionPlan;

/** Planners that forget one thing each. */
export function plantedBugs(plan: Planner): Record<string, Planner> {
  return { ...blindPlanners(plan), ...wrongPlanners(plan) };
}

/** Planners that do not know something. */
function blindPlanners(plan: Planner): Record<string, Planner> {
  const blind = (change: (facts: RetentionFacts) => Partial<RetentionFacts>): Planner => {
    return (world) => plan({ ...world, facts: { ...world.facts, ...change(world.facts) } });
  };
  const withUnits = (change: (unit: RetentionUnit) => RetentionUnit): Planner =>
    blind(({ units }) => ({ units: units.map(change) }));
  return {
    "pins are not read": blind(() => ({ pins: [] })),
    "the keep-file is not read": blind(() => ({ keepFile: [] })),
    "holds are not read": blind(() => ({ holds: [] })),
    "verdicts do not count": blind(({ judgements }) => ({ judgements: { ...judgements, verdicts: [] } })),
    "a yanked image is the newest of its month": blind(({ judgements }) => ({ judgements: { ...judgements, yanks: [] } })),
    "a yank that was taken back counts": blind(({ judgements }) => ({
      judgements: { ...judgements, yanks: judgements.yanks.map(({ undone: _, ...yank }) => yank) },
    })),
    "bases are forgotten": blind(({ images }) => ({
      images: new Map([...images].map(([digest, one]) => [digest, { ...one, bases: [] }])),
    })),
    "the manifest of one platform needs no image": blind(({ images }) => ({
      images: new Map([...images].map(([digest, { members: _, ...one }]) => [digest, one])),
    })),
    "whatever is unknown is ignored": blind(() => ({ unknown: [] })),
    "every pull request is closed": blind(({ openPullRequests }) => ({
      openPullRequests: new Map([...openPullRequests.keys()].map((number) => [number, false])),
    })),
    "foreign candidates go": blind(({ images }) => ({
      images: new Map([...images].map(([digest, { foreign: _, ...one }]) => [digest, one])),
    })),
    "followers are forgotten": withUnits(({ unit: { follows: _, ...unit }, ...rest }) => ({ ...rest, unit })),
    "only the first registry is read": withUnits((read) => ({ ...read, destinations: read.destinations.slice(0, 1) })),
    "units without rules protect nothing": (world) => {
      const units = world.facts.units.filter(({ unit }) => world.policy.rules.has(unit.name));
      return plan({ ...world, facts: { ...world.facts, units } });
    },
    "marks of rollbacks are not read": withUnits(withoutTags((tag) => tag.startsWith("rb."))),
    "aliases and versions protect nothing": withUnits(withoutTags((tag) => /^(x-|\d)/.test(tag) && !/\d{8}/.test(tag))),
  };
}

/** Planners that decide wrongly. */
function wrongPlanners(plan: Planner): Record<string, Planner> {
  const withRules = (change: (rules: RetentionRules) => RetentionRules): Planner => {
    return (world) => {
      const rules = new Map([...world.policy.rules].map(([unit, own]) => [unit, change(own)]));
      return plan({ ...world, policy: { ...world.policy, rules } });
    };
  };
  const spoilt = (change: (unit: PlannedUnit) => PlannedUnit): Planner => {
    return (world) => {
      const good = plan(world);
      return { ...good, units: good.units.map(change) };
    };
  };
  return {
    "`all` ends three days too early": withRules(({ all, ...rules }) =>
      all === undefined ? rules : { ...rules, all: all - 3 * day },
    ),
    "`weekly` keeps whatever is young": withRules(({ weekly, ...rules }) =>
      weekly === undefined ? rules : { ...rules, all: weekly },
    ),
    "a year has 200 days": withRules(({ monthly, ...rules }) =>
      monthly === undefined ? rules : { ...rules, monthly: monthly - 165 * day },
    ),
    "`last` counts one too few": withRules(({ last, ...rules }) =>
      last === undefined || last < 2 ? rules : { ...rules, last: last - 1 },
    ),
    "a merge never publishes a candidate": (world) => plan({ ...world, policy: { ...world.policy, promotable: "never" } }),
    "nothing is refused": (world) => plan({ ...world, options: { ...world.options, accept: true } }),
    "there is no limit": (world) => plan({ ...world, policy: { ...world.policy, max: 1e6 } }),
    "units that are not selected lose something": (world) => {
      const selected = new Set(world.facts.units.map(({ unit }) => unit.name));
      return plan({ ...world, options: { ...world.options, selected } });
    },
    "the newest goes": spoilt((unit) => ({
      ...unit,
      publications: unit.publications.map((one, index) => (index === 0 ? { ...one, keep: [] } : one)),
    })),
    "the newest go first": spoilt((unit) => ({ ...unit, postponed: 0, publications: newestFirst(unit) })),
  };
}

function withoutTags(isLeft: (tag: string) => boolean): (unit: RetentionUnit) => RetentionUnit {
  return (read) => ({
    ...read,
    destinations: read.destinations.map(({ repository, tags }) => ({
      repository,
      tags: new Map([...tags].filter(([tag]) => !isLeft(tag))),
    })),
  });
}

/** Lets the newest of those that go stay for the next run, and others go. */
function newestFirst({ publications, postponed = 0 }: PlannedUnit): PlannedUnit["publications"] {
  let left = postponed;
  return publications.toReversed().map((one) => {
    if (one.keep.length > 0 || left <= 0) return one;
    left--;
    return { ...one, keep: [{ kind: "all", text: "later" }] };
  });
}
