import { capabilities } from "../../events/capabilities.ts";
import type { Digest } from "../../lib/digest.ts";
import { millisecondsOf, type Timestamp } from "../../lib/time/timestamp.ts";
import { printPublicationId } from "../../tags/timestamp.ts";
import type { Condition } from "../condition.ts";
import type { PlannedCandidate } from "../plan.ts";
import type { Circumstances, UnitFacts, Verdict } from "./facts.ts";
import { ageWords, type Candidate, promotionConditions } from "./promotion.ts";

/**
 * The base of a unit, with the digest that the plan gives it. The digest is absent if the plan
 * builds the base.
 */
export interface PlannedBase {
  name: string;
  digest?: Digest;
}

/**
 * Looks for a tested image that can replace a build: the candidate, or an earlier publication of
 * the same inputs. An image that meets all conditions of promotion replaces the build. If only its
 * tests differ, it is tested again. Otherwise the unit is built, and the reason names the failed
 * conditions.
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
  if (!first) return promotes && facts.candidate !== undefined ? because(verdict, "it has no candidate") : verdict;
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
    ...(candidate.repository === undefined ? {} : { repository: candidate.repository }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    conditions,
  };
  const failed = conditions.filter(({ holds }) => !holds);
  const verdict: Verdict =
    failed.length === 0
      ? { decision: promotes ? "promote" : "reuse", reason: originWords(candidate, now), candidate: planned }
      : { decision: "test", reason: `its tests changed; retesting ${nameOf(candidate)}`, candidate: planned };
  return { planned, failed, verdict };
}

function originWords(candidate: Candidate, now: Timestamp): string {
  const { published } = candidate;
  return published === undefined
    ? `tested ${from(candidate)}, ${age(candidate, now)} old`
    : `same inputs as ${printPublicationId(published)}; publishing that image again`;
}

function nameOf(candidate: Candidate): string {
  return candidate.published === undefined ? `the candidate built ${from(candidate)}` : printPublicationId(candidate.published);
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
