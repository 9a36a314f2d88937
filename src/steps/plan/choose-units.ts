import { capabilities } from "../../core/events/capabilities.ts";
import { setsOf } from "../../core/follow/sets.ts";
import { isFollower } from "../../core/follow/state.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { someOf } from "../../core/lib/text/words.ts";
import type { AbsentUnit } from "../../core/sources/absent.ts";
import { describeFrom, type From, isOfReleases } from "../../core/sources/from.ts";
import { isStreamInScope, nothingInScope } from "../../core/sources/scope.ts";
import { selectUnits, withBases } from "../../core/unit/selector.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { type Version, versionsFor } from "../../core/versions/version.ts";
import type { Question } from "./question.ts";
import type { SourcedUnits } from "./sources/sourced-units.ts";

/** The part of a configuration that a plan is about. */
export interface Chosen {
  /** The selection of `only`. */
  asked: readonly Unit[];
  /** The units to decide on, bases first. */
  units: readonly Unit[];
  /** Those of the selection that their source does not have. */
  absent: readonly AbsentUnit[];
  /** Those that are not only bases. */
  selected: ReadonlySet<string>;
  /** The bases that the trigger is not about, since they are of other streams: this plan uses their published images. */
  outside: ReadonlySet<string>;
  /** The version of each unit, from a git tag. */
  versions?: ReadonlyMap<string, Version>;
}

/** The units that a trigger and `only` select; or why there are none. */
export function choose(
  { units: all, absent, from, released }: SourcedUnits,
  question: Question,
): Chosen | { nothingToDo: string } {
  const asNamed = selectUnits([...all, ...absent.map(({ unit }) => ({ name: unit }))], question.only).map(({ name }) => name);
  const wanted = withSets(new Set(asNamed), all);
  const { publish, versions: isVersion } = capabilities[question.trigger.intent];
  const inScope = all.filter(
    (unit) => isStreamInScope(from.get(unit.stream), question.trigger) && (!isFollower(unit) || (publish && !isVersion)),
  );
  const asked = inScope.filter(({ name }) => wanted.has(name));
  if (question.advance) assertFollowers(asked);
  const leftOut = absent.filter(({ unit }) => wanted.has(unit));
  if (asked.length === 0) return { nothingToDo: whyNothing(leftOut, from, question.trigger) };
  const { gitTag } = question.trigger;
  const versions = gitTag === undefined ? undefined : versionsFor(asked, gitTag);
  const isReleased = ({ stream }: Unit): boolean => released?.has(stream) === true;
  if (versions && "none" in versions && !asked.some(isReleased)) {
    const streams = released ? `${noRelease(from, gitTag ?? "")}, and ` : "";
    return { nothingToDo: `${streams}${versions.none}${insteadOf(question)}` };
  }
  const known = versions && "none" in versions ? new Map<string, Version>() : versions;
  const chosen = asked.filter((unit) => isReleased(unit) || (known?.has(unit.name) ?? true));
  const selected = new Set(chosen.map(({ name }) => name));
  const units = withBases(
    all,
    all.filter(({ name }) => selected.has(name)),
  );
  const within = new Set(inScope);
  const outside = new Set(units.flatMap((unit) => (within.has(unit) ? [] : [unit.name])));
  return { asked, units, absent: leftOut, selected, outside, ...(known ? { versions: known } : {}) };
}

/** @throws Failure `input-invalid`: any other unit would be built */
function assertFollowers(asked: readonly Unit[]): void {
  const others = asked.filter((unit) => !isFollower(unit)).map(({ name }) => name);
  if (others.length === 0) return;
  throw failure(
    "input-invalid",
    `only: ${someOf(others, 5)} follows nothing. Name units of a stream with \`follows\` to advance.`,
  );
}

/** With each following unit, those that move together with it. */
function withSets(wanted: ReadonlySet<string>, all: readonly Unit[]): Set<string> {
  const sets = setsOf(all);
  const chosen = new Set([...wanted].flatMap((name) => sets.get(name) ?? []));
  return new Set([...wanted, ...[...sets].flatMap(([name, set]) => (chosen.has(set) ? [name] : []))]);
}

/** Why a git tag publishes no stream. */
function noRelease(from: ReadonlyMap<string, From>, gitTag: string): string {
  const streams = [...from].flatMap(([stream, one]) => (isOfReleases(one) ? [`${stream}: ${describeFrom(one)}`] : []));
  return `the git tag ${gitTag} is the newest release of no stream (${someOf(streams, 5)})`;
}

/** Why no unit is left: a sentence in lower case, without a full stop. */
function whyNothing(absent: readonly AbsentUnit[], from: ReadonlyMap<string, From>, trigger: Question["trigger"]): string {
  const reasons = new Set(absent.map(({ unit, reason }) => `${unit}: ${reason}`));
  return reasons.size === 0 ? nothingInScope(from, trigger) : someOf([...reasons], 5);
}

/** Other intentions to suggest: other images or, for a workflow started on a git tag, a rebuild. */
function insteadOf({ only, trigger: { event, branch } }: Question): string {
  const others = only.length > 0 ? " (`only` leaves the other images out)" : "";
  return event === "workflow_dispatch" ? `${others}; to rebuild, start the workflow on ${branch}` : others;
}
