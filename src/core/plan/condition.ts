import * as v from "valibot";
import { text } from "../lib/scalars.ts";

/** The conditions under which a candidate is published (design, section 6), as messages order them. */
export const conditionNames = ["same-inputs", "same-tests", "bases-current", "fresh", "not-behind", "base"] as const;
export type ConditionName = (typeof conditionNames)[number];

export const conditionSchema = v.strictObject({
  name: v.pipe(v.picklist(conditionNames), v.description("Which condition of promotion.")),
  holds: v.boolean(),
  /** A sentence in lower case, without a full stop. */
  evidence: text("What it was decided on, for people."),
});

/** One condition of promotion, and whether a candidate meets it. */
export interface Condition extends v.InferOutput<typeof conditionSchema> {}
