import type { Circumstances, UnitFacts, Verdict } from "./decide.ts";
import type { Digest } from "./digest.ts";
import type { Intent, PlannedCandidate } from "./plan.ts";
import { ageWords, type Candidate, promotionConditions } from "./promotion.ts";
import { millisecondsOf, type Timestamp } from "./timestamp.ts";

/** The unit that a unit is built on, with the digest that the plan gives it; without one where it is built anew. */
export interface PlannedBase {
  name: string;
  digest?: Digest;
}

/** Whether a tested build of the same inputs may take the place of a build. */
export function looksForCandidates(intent: Intent): boolean {
  return intent === "publish" || intent === "version" || intent === "candidate";
}

/**
 * The verdict on a unit that would be built, once its candidate is looked at: a candidate that meets the conditions of promotion
 * takes the place of the build; one that lacks the commit's tests alone is tested again. Otherwise it is built, and the reason says
 * what stood in the way.
 */
export function judgeCandidate(
  verdict: Verdict,
  { candidate, inputs, tests, observed, published }: UnitFacts,
  base: PlannedBase | undefined,
  { intent, promotion, now }: Pick<Circumstances, "intent" | "promotion" | "now">,
): Verdict {
  if (verdict.decision !== "build" || !looksForCandidates(intent)) return verdict;
  const promotes = intent !== "candidate";
  if (promotion === "never") return promotes ? because(verdict, "promotion: never") : verdict;
  if (candidate === undefined) return verdict;
  if (candidate === "none") return promotes ? because(verdict, "there is no candidate of it") : verdict;

  const conditions = promotionConditions({
    candidate,
    inputs,
    tests,
    observed,
    published,
    now,
    maxAge: promotion.maxAge,
    base,
  });
  const { pullRequest } = candidate.annotations;
  const planned: PlannedCandidate = {
    digest: candidate.digest,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    conditions,
  };
  const failed = conditions.filter(({ holds }) => !holds);
  const origin = `tested ${from(candidate)}, ${age(candidate, now)} old`;
  if (failed.length === 0) return { decision: promotes ? "promote" : "reuse", reason: origin, candidate: planned };
  if (failed.every(({ name }) => name === "same-tests")) {
    return {
      decision: "test",
      reason: `its tests changed: the candidate ${from(candidate)} is tested again`,
      candidate: planned,
    };
  }
  const evidence = failed.map((condition) => condition.evidence).join("; ");
  return { ...because(verdict, evidence), candidate: planned };
}

function because({ decision, reason }: Verdict, why: string): Verdict {
  return { decision, reason: `${reason}; ${why}` };
}

function from({ annotations: { pullRequest } }: Candidate): string {
  return pullRequest === undefined ? "in a merge queue" : `in #${pullRequest}`;
}

function age({ annotations: { built } }: Candidate, now: Timestamp): string {
  return built === undefined ? "of unknown age" : ageWords(millisecondsOf(now) - millisecondsOf(built));
}
