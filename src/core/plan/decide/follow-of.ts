import { plannedFollow } from "../../follow/planned.ts";
import type { FreshnessPolicy } from "../../freshness/policy.ts";
import type { Unit } from "../../unit/unit.ts";
import type { PlannedUnit } from "../plan.ts";
import type { UnitFacts } from "./facts.ts";

/** What the plan says of a following unit; nothing for others, and where the run only keeps the one rule. */
export function followOf(
  { unit, facts: { follow, hold, observed } }: { unit: Unit; facts: UnitFacts },
  freshness?: FreshnessPolicy,
): Pick<PlannedUnit, "follow"> {
  if (!follow) return {};
  const { choice, facts, set, setStays, annotations, version, sourceTests } = follow;
  const shown = observed?.destinations[0]?.tags.get(unit.streamTag);
  const planned = plannedFollow(choice, facts, {
    ...(freshness?.every === undefined ? {} : { every: freshness.every }),
    ...(typeof hold === "object" ? { heldBy: hold.issue } : {}),
    ...(shown === undefined ? {} : { shown }),
    ...(set === undefined ? {} : { set }),
    ...(setStays === undefined ? {} : { setStays }),
    tests: sourceTests,
  });
  const { takes, retest, ...others } = planned;
  // Without any test, there is nothing to pass again.
  const tested = retest && unit.tests.length > 0 ? { ...others, retest } : others;
  const commit = annotations?.revision;
  const said = { ...(commit === undefined ? {} : { commit }), ...(version === undefined ? {} : { version }) };
  return { follow: takes ? { ...tested, takes: { ...takes, ...said } } : tested };
}
