import { type Condition, followConditionNames, followConditionWords } from "../plan/condition.ts";

/** Why a publication does not come yet, after its name in a sentence: `waits for soak (2 d of 7 d)`. */
export function waitingWords(conditions: readonly Condition[]): string {
  const failing = new Map(conditions.flatMap(({ name, holds, evidence }) => (holds ? [] : [[name, evidence] as const])));
  const withdrawn = failing.get("not-withdrawn");
  if (withdrawn !== undefined) return `is kept out: ${withdrawn}`;
  const waiting = followConditionNames.filter((name) => failing.has(name));
  return `waits for ${waiting.map((name) => `${followConditionWords[name]} (${failing.get(name)})`).join(", ")}`;
}
