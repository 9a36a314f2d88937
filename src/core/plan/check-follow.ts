import { capabilities } from "../events/capabilities.ts";
import { otherRepository } from "../follow/other-repository.ts";
import { quote } from "../lib/text/quote.ts";
import { registryFault } from "../oci/reference.ts";
import { followConditionNames, waivableConditionNames } from "./condition.ts";
import type { Plan, PlannedUnit } from "./plan.ts";

type Add = (path: string, what: string) => void;
type Follower = PlannedUnit & { follows: NonNullable<PlannedUnit["follows"]> };

const ofBuilds = ["base", "otherBases", "scan", "versions", "candidates", "keep", "why", "seenBases", "withheld"] as const;

/** Checks what a plan says of a unit that follows another one, and that no other unit claims to. */
export function checkFollow(plan: Pick<Plan, "intent">, unit: PlannedUnit, add: Add): void {
  const { follows, follow, decision } = unit;
  if (!follows) {
    if (decision === "follow") add("decision", "the unit follows no other one");
    if (follow) add("follow", "the unit follows no other one");
    return;
  }
  const follower = { ...unit, follows };
  checkFollows(follower, add);
  if (!capabilities[plan.intent].publish) add("follows", `a ${plan.intent} has no unit that follows another one`);
  for (const key of ofBuilds) if (unit[key] !== undefined) add(key, "a unit that follows another one has no build");
  if (decision === "build" || decision === "promote" || decision === "reuse")
    add("decision", "a unit that follows another one has no build");
  if (decision === "follow" || decision === "test") checkTaken(plan, follower, add);
  checkWaived(follower, add);
}

function checkFollows({ name, image, tests, follows }: Follower, add: Add): void {
  if (follows.unit === name || !follows.unit.startsWith(`${image}:`)) add("follows.unit", "it is no other unit of the image");
  const fault = registryFault(follows.repository, "repository");
  if (fault !== undefined) add("follows.repository", fault);
  if (follows.shown > follows.soak) add("follows.shown", "it is longer than the soak");
  const own = follows.tests ?? [];
  const last = tests.slice(tests.length - own.length).map((test) => test.name);
  const wrong = own.findIndex((test, index) => last[index] !== test);
  if (wrong >= 0) add(`follows.tests[${wrong}]`, "it is not in its place among the last tests of the unit");
}

/** The digest of the source that the run publishes: all conditions hold, but for those that a person waived. */
function checkTaken({ intent }: Pick<Plan, "intent">, unit: Follower, add: Add): void {
  const { decision, candidate, follow, follows } = unit;
  if (!capabilities[intent].rebuilds) add("decision", `a ${intent} does not ${decision} it`);
  if (decision === "follow" && (follows.tests || follow?.retest)) add("decision", "it has tests to pass first");
  if (decision === "test" && !follows.tests && !follow?.retest) add("decision", "it has no tests to pass");
  if (!candidate) {
    add("candidate", "it is missing");
    return;
  }
  if (follow?.takes?.digest !== candidate.digest) add("follow.takes", "it is not the digest of the candidate");
  const expected = otherRepository(unit);
  if (candidate.repository !== expected)
    add("candidate.repository", expected === undefined ? "its first destination has the image" : `it must be ${quote(expected)}`);
  checkConditions(candidate, follow, add);
}

function checkConditions(candidate: NonNullable<PlannedUnit["candidate"]>, follow: PlannedUnit["follow"], add: Add): void {
  const waived = new Set<string>(follow?.advanced?.waived);
  for (const [index, name] of followConditionNames.entries()) {
    const condition = candidate.conditions[index];
    if (condition?.name !== name) add(`candidate.conditions[${index}]`, `it must be ${quote(name)}`);
    else if (!condition.holds && !waived.has(name)) add(`candidate.conditions[${index}]`, "it does not hold");
  }
  if (candidate.conditions.length > followConditionNames.length)
    add(`candidate.conditions[${followConditionNames.length}]`, "following has no such condition");
}

function checkWaived({ follow }: Follower, add: Add): void {
  for (const [index, name] of (follow?.advanced?.waived ?? []).entries())
    if (!waivableConditionNames.includes(name)) add(`follow.advanced.waived[${index}]`, "nobody can waive it");
}
