import * as v from "valibot";
import { text } from "../lib/scalars.ts";

/** The conditions for publishing a candidate (design, section 6), in the order of messages. */
export const conditionNames = ["same-inputs", "same-tests", "bases-current", "fresh", "not-behind", "base"] as const;
export type ConditionName = (typeof conditionNames)[number];

export const conditionSchema = v.strictObject({
  name: v.pipe(v.picklist(conditionNames), v.description("The condition of promotion.")),
  holds: v.boolean(),
  /** A sentence in lower case, without a full stop. */
  evidence: text("The evidence, for people."),
});

/** One condition of promotion, and whether a candidate meets it. */
export interface Condition extends v.InferOutput<typeof conditionSchema> {}
