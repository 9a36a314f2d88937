import * as v from "valibot";
import { text } from "../lib/scalars.ts";

/** The conditions for publishing a candidate (design, section 6), in the order of messages. */
export const conditionNames = [
  "same-inputs",
  "same-tests",
  "bases-current",
  "fresh",
  "not-behind",
  "not-yanked",
  "base",
] as const;

/** The conditions for following a publication of the source (design, section 6), in the order of messages. */
export const followConditionNames = ["tested", "soaked", "shown", "not-withdrawn", "verdict", "forward", "known"] as const;
export type FollowConditionName = (typeof followConditionNames)[number];

/** Those that `advance` may waive: an image that is untested, withdrawn or unknown never moves. */
export const waivableConditionNames: readonly FollowConditionName[] = ["soaked", "shown", "verdict", "forward"];

/** What people call the conditions for following, in the order of messages. */
export const followConditionWords: Readonly<Record<FollowConditionName, string>> = {
  tested: "tested",
  soaked: "soak",
  shown: "shown",
  verdict: "verdict",
  forward: "forward",
  "not-withdrawn": "not withdrawn",
  known: "known",
};

export type ConditionName = (typeof conditionNames)[number] | FollowConditionName;

export const conditionSchema = v.strictObject({
  name: v.pipe(
    v.picklist([...conditionNames, ...followConditionNames]),
    v.description("The condition of promotion, or of following."),
  ),
  holds: v.boolean(),
  /** A sentence in lower case, without a full stop. */
  evidence: text("The evidence, for people."),
});

/** One condition, and whether the image meets it. */
export interface Condition extends v.InferOutput<typeof conditionSchema> {}
