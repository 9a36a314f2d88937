import { type Condition, type FollowConditionName, followConditionNames } from "../plan/condition.ts";

/** What people call the conditions of following that hold, in the order of lists. */
export const passedWords: Readonly<Record<FollowConditionName, string>> = {
  tested: "tested",
  soaked: "soak",
  shown: "shown",
  verdict: "verdict",
  forward: "forward",
  "not-withdrawn": "not withdrawn",
  known: "known",
};

/** What a publication waits for, if a condition does not hold. */
export const awaitedWords: Readonly<Record<FollowConditionName, string>> = {
  ...passedWords,
  "not-withdrawn": "the end of its withdrawal",
  known: "an answer",
};

/** The conditions that do not hold, for a sentence: `soak (2 d of 7 d), verdict (no good verdict yet)`. */
export function waitingWords(conditions: readonly Condition[]): string {
  return conditions
    .filter(({ holds }) => !holds)
    .map(({ name, evidence }) => {
      const own = followConditionNames.find((known) => known === name);
      return `${own === undefined ? name : awaitedWords[own]} (${evidence})`;
    })
    .join(", ");
}
