import { firstRepository } from "../../core/build/bake.ts";
import type { UnitRecord } from "../../core/build/record.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problem.ts";
import { timestampOf } from "../../core/lib/timestamp.ts";
import { type Plan, type PlannedUnit, usesCandidate } from "../../core/plan/plan.ts";
import { proofOf } from "../../core/publish/evidence.ts";
import { timestampTag } from "../../core/publish/observation.ts";
import { isYetToCome } from "../../core/publish/publication-id.ts";
import type { Goal } from "../../core/publish/publish.ts";
import { parseTag } from "../../core/tags/grammar.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { recheckClosedPullRequest } from "../cleanup/recheck-closed-pull-request.ts";
import { createHoldCheck } from "../holds/holds.ts";
import { createObserver } from "../observe/observe.ts";
import { createRecheck } from "../reconcile/recheck-goal.ts";
import { type Converged, converge } from "../reconcile/stream.ts";
import type { VersionConverged } from "../reconcile/version.ts";
import { publishVersions } from "./publish-version.ts";
import { createStaleCheck, type Tagged, tagCandidate } from "./tag-candidate.ts";

/** What became of one unit. */
export interface Published {
  unit: PlannedUnit;
  record?: UnitRecord;
  /** Absent when nothing of the unit was to be published. */
  converged?: Converged | VersionConverged;
  /** Absent unless the unit has passed as a candidate. */
  tagged?: Tagged;
  /** Why its build or its tests give no evidence; then nothing new is published. */
  missingEvidence?: string[];
}

/** Units whose registries are worked on at the same time: enough to hide latency, polite to a registry. */
const parallelUnits = 8;

/**
 * Publishes what was tested, and makes the one rule true for every unit that the plan does not leave alone.
 * A unit without evidence gets no tag of its own, but what an earlier run left half done is completed all the same.
 * Units neither wait for nor fail one another.
 */
export async function publish(
  plan: Plan,
  records: ReadonlyMap<string, UnitRecord>,
  { registry, reporter, clock, forge }: { registry: Registry; reporter: Reporter; clock: Clock; forge?: Forge },
): Promise<Published[]> {
  const { publish: publishes, candidates, versions } = capabilities[plan.intent];
  if (versions) return publishVersions(plan, records, { registry, reporter });
  const isStale = createStaleCheck(plan, forge);
  const first = createObserver(registry);
  const isTip = createTipCheck(plan, forge);
  const holdOn = createHoldCheck(forge);
  const published = await mapLimited(plan.units, parallelUnits, async (unit): Promise<Published> => {
    if (unit.decision === "leave" || unit.decision === "blocked") return { unit };
    const record = records.get(unit.name);
    const proof = proofOf(unit, plan, records);
    const outcome: Published = {
      unit,
      ...(record ? { record } : {}),
      ...(proof.passed ? {} : { missingEvidence: proof.missingEvidence }),
    };
    const digest = proof.passed ? newDigest(unit, record) : undefined;
    if (digest && unit.decision === "build") registry.pushed(firstRepository(unit), digest);
    const goal: Goal | undefined = digest && { digest, timestamp: plan.timestamp, sequence: plannedSequence(unit, plan) };
    if (!publishes && !(candidates && digest)) return outcome;
    const group = reporter.group(unit.name);
    try {
      if (!publishes)
        return digest ? { ...outcome, tagged: await tagCandidate(unit, digest, isStale, registry, group) } : outcome;
      const recheck = createRecheck(plan, unit, registry, isTip, clock);
      const converged = await converge(unit, goal, registry, group, { first, isTip, holdOn, recheck });
      const fault = futureFault(unit, converged, clock.now());
      return { ...outcome, converged: { ...converged, ...(fault === undefined ? {} : { problem: fault }) } };
    } finally {
      group.end();
    }
  });
  return candidates ? recheckClosedPullRequest(plan, published, { registry, reporter, ...(forge ? { forge } : {}) }) : published;
}

/** What the unit has to show that it had not before: its build, or its candidate. */
function newDigest(unit: PlannedUnit, record: UnitRecord | undefined): Digest | undefined {
  if (unit.decision === "build") return record?.digest;
  return usesCandidate(unit) ? unit.candidate?.digest : undefined;
}

/** The sequence of the timestamp tag that the plan names: what has an earlier one of that minute was there before. */
function plannedSequence({ streamTag, tags }: PlannedUnit, { timestamp }: Plan): number {
  const planned = tags.flatMap((text) => {
    const tag = parseTag(text, streamTag);
    return tag?.kind === "timestamp" && tag.timestamp === timestamp ? [tag.sequence] : [];
  });
  return planned[0] ?? 0;
}

/** A timestamp tag that is yet to come would keep its stream for years, and every run would be "overtaken" by it. */
function futureFault(unit: Unit, { current, problem }: Converged, now: Date): string | undefined {
  if (problem !== undefined || !current) return problem;
  if (!isYetToCome(current.stamp, timestampOf(now))) return undefined;
  const tag = timestampTag(unit, current.stamp);
  return `${unit.destinations[0]?.repository}:${tag} names a time that is yet to come, and the stream stays at it whatever is published. Remove that tag in the registry; the next run then moves the stream to the newest.`;
}

/** Asks once, and only when a tie makes it matter, whether the plan's commit is still its branch's tip. */
function createTipCheck({ branch, commit }: Plan, forge: Forge | undefined): () => Promise<boolean | undefined> {
  let answer: Promise<boolean | undefined> | undefined;
  const ask = async (): Promise<boolean | undefined> => {
    try {
      return forge && (await forge.tip(branch)) === commit;
    } catch (error) {
      if (error instanceof Failure) return undefined; // then the order in which they came decides
      throw error;
    }
  };
  return () => {
    answer ??= ask();
    return answer;
  };
}
