import { capabilities } from "../events/capabilities.ts";
import type { Digest } from "../lib/digest.ts";
import { millisecondsOf, type Timestamp } from "../lib/timestamp.ts";
import { printPublicationId } from "../publish/observation.ts";
import type { Condition } from "./condition.ts";
import type { Circumstances, UnitFacts, Verdict } from "./facts.ts";
import type { PlannedCandidate } from "./plan.ts";
import { ageWords, type Candidate, promotionConditions } from "./promotion.ts";

/** The unit that a unit is built on, with the digest that the plan gives it; without one where it is built anew. */
export interface PlannedBase {
  name: string;
  digest?: Digest;
}

/**
 * The verdict on a unit that would be built, once its candidate is looked at, and what was published before of the same inputs: one that meets the
 * conditions of promotion takes the place of the build; one that lacks the commit's tests alone is tested again. Otherwise it is built, and the
 * reason says what stood in the way.
 */
export function judgeCandidate(
  verdict: Verdict,
  facts: UnitFacts,
  base: PlannedBase | undefined,
  { intent, promotion, now }: Pick<Circumstances, "intent" | "promotion" | "now">,
): Verdict {
  const { looksForCandidates, promotes } = capabilities[intent];
  if (verdict.decision !== "build" || !looksForCandidates) return verdict;
  if (promotion === "never") return promotes ? because(verdict, "promotion: never") : verdict;
  const { candidate = "none", earlier } = facts;
  const judged = [candidate === "none" ? undefined : candidate, earlier].flatMap((one) =>
    one ? [judgeOne(one, facts, base, { promotes, now, maxAge: promotion.maxAge })] : [],
  );
  const usable = judged.find(({ failed }) => failed.length === 0) ?? judged.find(({ failed }) => failed.every(isOfTests));
  if (usable) return usable.verdict;
  const [first] = judged;
  if (!first) return promotes && facts.candidate !== undefined ? because(verdict, "there is no candidate of it") : verdict;
  const evidence = first.failed.map((condition) => condition.evidence).join("; ");
  return { ...because(verdict, evidence), candidate: first.planned };
}

const isOfTests = ({ name }: Condition): boolean => name === "same-tests";

function judgeOne(
  candidate: Candidate,
  { inputs, tests, observed, published }: UnitFacts,
  base: PlannedBase | undefined,
  { promotes, now, maxAge }: { promotes: boolean; now: Timestamp; maxAge: number },
): { planned: PlannedCandidate; failed: Condition[]; verdict: Verdict } {
  const conditions = promotionConditions({ candidate, inputs, tests, observed, published, now, maxAge, base });
  const { pullRequest } = candidate.annotations;
  const planned: PlannedCandidate = {
    digest: candidate.digest,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    conditions,
  };
  const failed = conditions.filter(({ holds }) => !holds);
  const verdict: Verdict =
    failed.length === 0
      ? { decision: promotes ? "promote" : "reuse", reason: originWords(candidate, now), candidate: planned }
      : { decision: "test", reason: `its tests changed: ${nameOf(candidate)} is tested again`, candidate: planned };
  return { planned, failed, verdict };
}

function originWords(candidate: Candidate, now: Timestamp): string {
  const { published } = candidate;
  return published === undefined
    ? `tested ${from(candidate)}, ${age(candidate, now)} old`
    : `the same inputs as ${printPublicationId(published)}, which is published again`;
}

function nameOf(candidate: Candidate): string {
  return candidate.published === undefined ? `the candidate ${from(candidate)}` : printPublicationId(candidate.published);
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
