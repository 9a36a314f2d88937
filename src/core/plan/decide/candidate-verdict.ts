import { capabilities } from "../../events/capabilities.ts";
import { millisecondsOf, type Timestamp } from "../../lib/time/timestamp.ts";
import { printPublicationId } from "../../tags/timestamp.ts";
import type { Condition } from "../condition.ts";
import type { PlannedCandidate } from "../plan.ts";
import type { Circumstances, UnitFacts, Verdict } from "./facts.ts";
import { ageWords, type Candidate, type PlannedBase, type PromotionFacts, promotionConditions } from "./promotion.ts";

/**
 * Looks for a tested image that can replace a build: the candidate, an earlier publication of the
 * same inputs, or an image that another stream tested or published. An image that meets all
 * conditions of promotion replaces the build. If only its tests differ, it is tested again.
 * Otherwise the unit is built, and the reason names the failed conditions.
 */
export function judgeCandidate(verdict: Verdict, ...about: AboutCandidate): Verdict {
  const { purposes } = verdict;
  return { ...judge(verdict, ...about), ...(purposes ? { purposes } : {}) };
}

type AboutCandidate = [
  facts: UnitFacts,
  bases: readonly PlannedBase[],
  circumstances: Pick<Circumstances, "intent" | "promotion" | "now" | "yanks">,
];

function judge(
  verdict: Verdict,
  facts: UnitFacts,
  bases: readonly PlannedBase[],
  { intent, promotion, now, yanks }: Pick<Circumstances, "intent" | "promotion" | "now" | "yanks">,
): Verdict {
  const { looksForCandidates, promotes } = capabilities[intent];
  if (verdict.decision !== "build" || !looksForCandidates) return verdict;
  if (promotion === "never") return promotes ? because(verdict, "promotion: never") : verdict;
  const { candidate = "none", earlier, siblings = [] } = facts;
  const judged = [candidate === "none" ? undefined : candidate, earlier, ...siblings].flatMap((one) =>
    one ? [judgeOne(one, facts, bases, { promotes, now, maxAge: promotion.maxAge, yanks })] : [],
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
  bases: readonly PlannedBase[],
  { promotes, now, maxAge, yanks }: Pick<PromotionFacts, "now" | "maxAge" | "yanks"> & { promotes: boolean },
): { planned: PlannedCandidate; failed: Condition[]; verdict: Verdict } {
  const conditions = promotionConditions({ candidate, inputs, tests, observed, published, now, maxAge, bases, yanks });
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
  const { published, sibling } = candidate;
  if (sibling?.published) return `same inputs as ${siblingWords(sibling)}, tested and published`;
  const forSibling = sibling ? ` for ${sibling.unit}` : "";
  return published === undefined
    ? `tested ${from(candidate)}${forSibling}, ${age(candidate, now)} old`
    : `same inputs as ${printPublicationId(published)}; publishing that image again`;
}

function siblingWords({ unit, published }: NonNullable<Candidate["sibling"]>): string {
  return published === undefined ? unit : `${unit} ${printPublicationId(published)}`;
}

function nameOf(candidate: Candidate): string {
  if (candidate.sibling) return `the image of ${siblingWords(candidate.sibling)}`;
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
