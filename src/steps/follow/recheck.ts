import { bindingConditions, judgePublications } from "../../core/follow/judge.ts";
import { isFollower } from "../../core/follow/state.ts";
import { type Hold, holdOn } from "../../core/holds/hold.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { Observation } from "../../core/publish/observation.ts";
import { isYetToCome } from "../../core/publish/publication-id.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../../core/tags/timestamp.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { createObserver } from "../observe/observe.ts";
import type { Rechecked } from "../reconcile/stream.ts";
import { readJudgements } from "../verdicts/read-judgements.ts";
import { followFacts, readSaid, type Said } from "./follow-facts.ts";

/** What asking again needs. */
export interface FollowPorts {
  registry: Registry;
  forge?: Forge | undefined;
  clock: Clock;
  reporter: Reporter;
}

/**
 * Asks once more, right before the first timestamp tag, whether what a following unit takes still
 * meets its conditions: its source may have been rolled back or held since the plan, the unit or
 * another one of its set may be held now, or somebody may have found a fault. Undefined if it does:
 * as planned or, if the unit was rolled back since the plan's timestamp, under a later one.
 * The units of a run share one reading of the issues.
 * @param units all of the plan
 */
export function createFollowRecheck(
  units: readonly PlannedUnit[],
  ports: FollowPorts,
): (unit: PlannedUnit, observed: Observation, stamp: PublicationId) => Promise<Rechecked | undefined> {
  const { registry, forge, clock, reporter } = ports;
  const asked = new Map<string, Promise<Said>>();
  return async (unit, observed, stamp) => {
    const takes = unit.follow?.takes;
    if (!isFollower(unit) || !takes) return undefined;
    const said = asked.get(unit.stream) ?? readSaid(forge, readJudgements(forge, [unit.stream]));
    asked.set(unit.stream, said);
    const { advanced } = unit.follow ?? {};
    const source = unit.follows.unit;
    const about = `${source} ${printPublicationId(takes.stamp)}`;
    const target = { kind: "timestamp" as const, stamp: takes.stamp };
    const facts = await followFacts(
      unit,
      { observed },
      {
        said: await said,
        now: timestampOf(clock.now()),
        observer: createObserver(registry),
        registry,
        log: reporter,
        ...(advanced ? { advance: { by: advanced.by, reason: advanced.reason, target } } : {}),
      },
    );
    const end = (kind: "stop" | "yield", reason: string): Rechecked => ({ verdict: { kind, reason }, newest: takes.stamp });
    if (facts.unknown !== undefined)
      return end("stop", `Could not ask again whether ${about} may be published here: ${facts.unknown}`);
    const held = holdOfSet(unit, units, (await said).holds);
    if (held !== undefined) return end("yield", held);
    const found = judgePublications(facts).find(
      ({ publication }) => compareTimestampTags(publication.stamp, takes.stamp) === 0 && publication.digest === takes.digest,
    );
    if (!found) return end("yield", `another run has published ${about} here, or its source no longer has it`);
    if (found.isEligible) return afterOthers(observed.current, stamp, clock);
    const reasons = bindingConditions(found).map(({ evidence }) => evidence);
    return end("yield", `${about} must not be published here any more: ${reasons.join("; ")}`);
  };
}

/**
 * A plan may wait for an approval while the unit is rolled back and resumed. Under the plan's timestamp
 * its stream would never show the image. Does not go after a timestamp in the future, which is a fault.
 */
function afterOthers(current: Observation["current"], stamp: PublicationId, clock: Clock): Rechecked | undefined {
  if (!current || compareTimestampTags(current.stamp, stamp) < 0) return undefined;
  if (isYetToCome(current.stamp, timestampOf(clock.now()))) return undefined;
  return { verdict: { kind: "follow" }, newest: current.stamp };
}

/** The hold that began on a unit since the plan, or on another one of its set: then no timestamp tag is written. */
function holdOfSet(unit: PlannedUnit, units: readonly PlannedUnit[], holds: readonly Hold[]): string | undefined {
  const set = unit.follow?.set;
  const open = holds.filter(({ until }) => until === undefined);
  for (const member of set === undefined ? [unit] : units.filter(({ follow }) => follow?.set === set)) {
    const hold = holdOn(member, open);
    if (hold) return `#${hold.issue} holds ${member.name}${member.name === unit.name ? "" : ", and both move together"}`;
  }
  return undefined;
}
