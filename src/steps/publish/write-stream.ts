import { nameUnder } from "../../core/events/facts.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { orUndefined } from "../../core/lib/problems/problem.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import { takenBy } from "../../core/plan/alias-clashes.ts";
import { type Plan, type PlannedUnit, usesCandidate } from "../../core/plan/plan.ts";
import { isYetToCome, timestampsFor } from "../../core/publish/publication-id.ts";
import type { Goal } from "../../core/publish/publish.ts";
import { type PublicationId, publicationIdIn, timestampTag } from "../../core/tags/timestamp.ts";
import { parseVersionMark } from "../../core/tags/version-mark.ts";
import { isKept } from "../../core/unchanged/is-kept.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";
import type { createFollowRecheck } from "../follow/recheck.ts";
import { createHoldCheck } from "../holds/holds.ts";
import { createObserver } from "../observe/observe.ts";
import { createRecheck } from "../reconcile/recheck-goal.ts";
import { type Circumstances, type Converged, converge } from "../reconcile/stream.ts";
import { type AliasEvaluation, AliasEvaluator } from "./alias-evaluation.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { TagWriter } from "./published.ts";
import { alone, type SetMember } from "./set-gate.ts";

/**
 * Writes timestamp tags and moves streams. A unit that did not pass gets no new tag, but Tagstream
 * completes an earlier run's unfinished work.
 */
export function createStreamWriter(
  plan: Plan,
  digestOf: (unit: PlannedUnit) => Digest | undefined,
  { registry, clock, forge, reporter }: PublishPorts,
): TagWriter {
  const taken = takenBy(plan.units, plan.otherTags);
  const first = createObserver(registry, taken);
  const evaluator = new AliasEvaluator(plan, digestOf, registry);
  const isTipOf = createTipCheck(plan, forge);
  const holdOn = createHoldCheck(forge);
  const recheckFollow = followRecheckOnDemand(plan.units, { registry, clock, forge, reporter });
  const recheckOf = (unit: PlannedUnit, set: SetMember, isTip: () => Promise<boolean | undefined>) =>
    unit.follows
      ? withSet(set, (observed, { stamp }) => recheckFollow(unit, observed, stamp))
      : createRecheck(plan, unit, registry, isTip, clock);
  return (unit, { digest, set = alone }) =>
    async (log) => {
      const aliases: AliasEvaluation = digest === undefined ? {} : await evaluator.evaluate(unit, digest, log);
      if ("problem" in aliases) set.leave(aliases.problem);
      const goal = digest === undefined || "problem" in aliases ? undefined : { ...goalOf(unit, digest, plan), ...aliases };
      // What a following unit publishes does not depend on the commit.
      const isTip = async () => (unit.follows ? undefined : isTipOf(unit));
      const recheck = recheckOf(unit, set, isTip);
      const beforeStream = () => set.pass("streams");
      const converged = await converge(unit, goal, registry, log, { first, ...taken, isTip, holdOn, recheck, beforeStream });
      set.leave(converged.problem ?? converged.yielded);
      const problem = "problem" in aliases ? aliases : asFault(futureFault(unit, converged, clock.now()));
      return { converged: { ...converged, ...problem } };
    };
}

/** Loads the code that asks again about following units for the first of them. */
function followRecheckOnDemand(...of: Parameters<typeof createFollowRecheck>): ReturnType<typeof createFollowRecheck> {
  let loading: Promise<ReturnType<typeof createFollowRecheck>> | undefined;
  return async (...asked) => {
    loading ??= import("../follow/recheck.ts").then((loaded) => loaded.createFollowRecheck(...of));
    return (await loading)(...asked);
  };
}

/**
 * Asks again for the unit itself, and then waits until its set is as far. A unit that publishes
 * nothing leaves its set at once: it may still have its stream to mend.
 */
function withSet(set: SetMember, recheck: NonNullable<Circumstances["recheck"]>): NonNullable<Circumstances["recheck"]> {
  return async (observed, goal) => {
    const own = await recheck(observed, goal);
    if (own && "reason" in own.verdict) {
      set.leave(own.verdict.reason);
      return own;
    }
    const refusal = await set.pass("timestamps");
    if (refusal === undefined) return own;
    set.leave();
    return { verdict: { kind: "yield", reason: refusal }, newest: goal.stamp };
  };
}

/** The goal of a plan for a tested digest, which may be in the repository of candidates. */
function goalOf(unit: PlannedUnit, digest: Digest, plan: Plan): Goal {
  const from = usesCandidate(unit) ? unit.candidate?.repository : undefined;
  const kept = isKept(unit, digest) ? { kept: true as const } : {};
  return { digest, ...plannedId(unit, plan), ...(from === undefined ? {} : { from }), ...kept };
}

function asFault(problem: string | undefined): { problem?: string } {
  return problem === undefined ? {} : { problem };
}

/**
 * The id in the plan's timestamp tag: earlier sequences of that time existed before. And the
 * version, if the plan records it in a tag.
 */
function plannedId(unit: PlannedUnit, { timestamp }: Plan): PublicationId & Pick<Goal, "sourceVersion"> {
  const planned = unit.tags.flatMap((text) => publicationIdIn(text, [unit.streamTag], unit) ?? []);
  const possible = timestampsFor(unit, timestamp);
  const id = planned.find((one) => possible.includes(one.timestamp)) ?? { timestamp: possible[0] ?? timestamp, sequence: 0 };
  const mark = unit.tags.map((text) => parseVersionMark(text, unit)).find((one) => one?.movingTag === unit.streamTag);
  return { ...id, ...(mark ? { sourceVersion: mark.version } : {}) };
}

/** A timestamp tag in the future would keep its stream for years, and "overtake" every run. */
function futureFault(unit: Unit, { current, problem }: Converged, now: Date): string | undefined {
  if (problem !== undefined || !current) return problem;
  if (!isYetToCome(current.stamp, timestampOf(now))) return undefined;
  const tag = timestampTag(unit, current.stamp);
  return `${unit.destinations[0]?.repository}:${tag} names a time in the future, so the stream stays there, whatever later runs publish. Remove that tag in the registry. The next run then moves the stream to the newest image.`;
}

/**
 * Asks once per branch, and only to break a tie, whether a unit's commit is still the tip of the
 * branch that it comes from. Unknown for a unit from a git tag: there the version decides, and of
 * one version the order of arrival.
 */
function createTipCheck(plan: Plan, forge: Forge | undefined): (unit: PlannedUnit) => Promise<boolean | undefined> {
  const answers = new Map<string, Promise<string | undefined>>();
  /** Without an answer, the order of arrival decides. */
  const ask = (branch: string): Promise<string | undefined> => orUndefined(async () => forge?.tip(branch));
  return async ({ source }) => {
    const branch = source ? nameUnder("refs/heads/", source.ref) : plan.branch;
    if (branch === undefined) return undefined;
    const answer = answers.get(branch) ?? ask(branch);
    answers.set(branch, answer);
    const tip = await answer;
    return tip === undefined ? undefined : tip === (source?.commit ?? plan.commit);
  };
}
