import type { FollowChoice } from "../../src/core/follow/choose.ts";
import type { FollowFacts } from "../../src/core/follow/facts.ts";
import { judgePublications } from "../../src/core/follow/judge.ts";
import { printPublicationId } from "../../src/core/tags/timestamp.ts";

/** What is said of one publication: its failing conditions with their evidence, and when it may be published. */
export function judgedOf(facts: FollowFacts, id: string) {
  const found = judgePublications(facts).find(({ publication }) => printPublicationId(publication.stamp) === id);
  if (!found) return undefined;
  const failing = found.conditions.filter(({ holds }) => !holds).map(({ name, evidence }) => `${name}: ${evidence}`);
  return { failing, at: found.at, isEligible: found.isEligible, isExcluded: found.isExcluded };
}

/** The evidence of one condition of one publication. */
export function evidenceOf(facts: FollowFacts, id: string, name: string): string | undefined {
  const found = judgePublications(facts).find(({ publication }) => printPublicationId(publication.stamp) === id);
  return found?.conditions.find((one) => one.name === name)?.evidence;
}

/** As `judgedOf` says it. */
export const eligible = { failing: [], at: undefined, isEligible: true, isExcluded: false };
/** The same of one that waits, with its date. */
export const waiting = (at: string | undefined, ...failing: string[]) => ({ failing, at, isEligible: false, isExcluded: false });
/** The same of one that can never be published. */
export const excluded = (...failing: string[]) => ({ failing, at: undefined, isEligible: false, isExcluded: true });

/** A choice in short: what it takes, and what comes next, when and why not now. */
export function words({ takes, next, problem }: FollowChoice) {
  return {
    ...(takes ? { takes: printPublicationId(takes.publication.stamp) } : {}),
    ...(takes && takes.waived.length > 0 ? { waived: takes.waived.join(" ") } : {}),
    ...(next
      ? {
          next: `${printPublicationId(next.publication.stamp)} ${next.at ?? "-"} ${next.conditions
            .filter(({ holds }) => !holds)
            .map(({ name, evidence }) => `${name} (${evidence})`)
            .join(", ")}`,
        }
      : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}
