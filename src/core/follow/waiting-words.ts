import { type Condition, followConditionNames, followConditionWords } from "../plan/condition.ts";

/**
 * What keeps a publication: why people withdrew it or, if they did not, each condition that it waits
 * for: `soak (2 d of 7 d)`.
 */
export function keptBy(conditions: readonly Condition[]): { withdrawn: string } | { waiting: string[] } {
  const failing = new Map(conditions.flatMap(({ name, holds, evidence }) => (holds ? [] : [[name, evidence] as const])));
  const withdrawn = failing.get("not-withdrawn");
  if (withdrawn !== undefined) return { withdrawn };
  const waiting = followConditionNames.filter((name) => failing.has(name));
  return { waiting: waiting.map((name) => `${followConditionWords[name]} (${failing.get(name)})`) };
}

/** Why a publication does not come yet, after its name in a sentence: `waits for soak (2 d of 7 d)`. */
export function waitingWords(conditions: readonly Condition[]): string {
  const kept = keptBy(conditions);
  return "withdrawn" in kept ? `is kept out: ${kept.withdrawn}` : `waits for ${kept.waiting.join(", ")}`;
}
