import type { Digest } from "../../core/lib/digest.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import { takenBy } from "../../core/plan/alias-clashes.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { isYetToCome } from "../../core/publish/publication-id.ts";
import type { Goal } from "../../core/publish/publish.ts";
import { publicationIdIn, timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";
import { createHoldCheck } from "../holds/holds.ts";
import { createObserver } from "../observe/observe.ts";
import { createRecheck } from "../reconcile/recheck-goal.ts";
import { type Converged, converge } from "../reconcile/stream.ts";
import { AliasEvaluator } from "./alias-evaluation.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { TagWriter } from "./published.ts";

/**
 * Writes timestamp tags and moves streams. A unit that did not pass gets no new tag, but Tagstream
 * completes an earlier run's unfinished work.
 */
export function createStreamWriter(
  plan: Plan,
  digestOf: (unit: PlannedUnit) => Digest | undefined,
  { registry, clock, forge }: PublishPorts,
): TagWriter {
  const taken = takenBy(plan.units);
  const first = createObserver(registry, taken);
  const evaluator = new AliasEvaluator(plan, digestOf, registry);
  const isTip = createTipCheck(plan, forge);
  const holdOn = createHoldCheck(forge);
  return (unit, { digest }) =>
    async (log) => {
      const aliases = digest === undefined ? {} : await evaluator.evaluate(unit, digest, log);
      const goal: Goal | undefined =
        digest === undefined || "problem" in aliases
          ? undefined
          : { digest, timestamp: plan.timestamp, sequence: plannedSequence(unit, plan), ...aliases };
      const recheck = createRecheck(plan, unit, registry, isTip, clock);
      const converged = await converge(unit, goal, registry, log, { first, ...taken, isTip, holdOn, recheck });
      if ("problem" in aliases) return { converged: { ...converged, ...aliases } };
      const fault = futureFault(unit, converged, clock.now());
      return { converged: { ...converged, ...(fault === undefined ? {} : { problem: fault }) } };
    };
}

/** The sequence number of the plan's timestamp tag: earlier ones of that minute existed before. */
function plannedSequence({ streamTag, tags }: PlannedUnit, { timestamp }: Plan): number {
  const planned = tags.flatMap((text) => publicationIdIn(text, [streamTag]) ?? []);
  return planned.find((id) => id.timestamp === timestamp)?.sequence ?? 0;
}

/** A timestamp tag in the future would keep its stream for years, and "overtake" every run. */
function futureFault(unit: Unit, { current, problem }: Converged, now: Date): string | undefined {
  if (problem !== undefined || !current) return problem;
  if (!isYetToCome(current.stamp, timestampOf(now))) return undefined;
  const tag = timestampTag(unit, current.stamp);
  return `${unit.destinations[0]?.repository}:${tag} names a time in the future, so the stream stays there, whatever later runs publish. Remove that tag in the registry. The next run then moves the stream to the newest image.`;
}

/** Asks once, and only to break a tie, whether the plan's commit is still its branch's tip. */
function createTipCheck({ branch, commit }: Plan, forge: Forge | undefined): () => Promise<boolean | undefined> {
  let answer: Promise<boolean | undefined> | undefined;
  const ask = async (): Promise<boolean | undefined> => {
    try {
      return forge && (await forge.tip(branch)) === commit;
    } catch (error) {
      if (error instanceof Failure) return undefined; // then the order of arrival decides
      throw error;
    }
  };
  return () => {
    answer ??= ask();
    return answer;
  };
}
