import * as v from "valibot";
import { digest, list, name, publicationId, someOf, text, timestamp } from "../lib/scalars.ts";
import { type Condition, conditionSchema, followConditionNames } from "../plan/condition.ts";

const sourcePublicationSchema = v.strictObject({
  stamp: v.pipe(publicationId, v.description("The timestamp that the source published it under.")),
  digest: digest("Its digest."),
});

const conditionName = v.picklist(followConditionNames);

const nextSchema = v.strictObject({
  ...sourcePublicationSchema.entries,
  at: v.exactOptional(timestamp("When time alone lets it be published. Absent if it needs more than time.")),
  waitingFor: someOf(conditionName, "The conditions that do not hold yet."),
  conditions: list<Condition>(conditionSchema, "All seven conditions."),
});

const advancedSchema = v.strictObject({
  by: name("The login of the person, or a person at a command line."),
  reason: text("The reason, for people."),
  waived: list(conditionName, "The conditions that did not hold, and that the person waived."),
});

/** What a plan knows of a following unit. */
export const plannedFollowSchema = v.strictObject({
  shows: v.exactOptional(
    v.pipe(sourcePublicationSchema, v.description("The source's publication that it published last, rollbacks aside.")),
  ),
  takes: v.exactOptional(
    v.pipe(
      v.strictObject({
        ...sourcePublicationSchema.entries,
        commit: v.exactOptional(text("The commit that the image records.")),
        version: v.exactOptional(text("The version under which the source published it.")),
      }),
      v.description("The source's publication that the run publishes here or, under a hold, would publish."),
    ),
  ),
  retest: v.exactOptional(
    v.pipe(v.literal(true), v.description("Present if the source's tests changed since: the digest passes all of them again.")),
  ),
  next: v.exactOptional(v.pipe(nextSchema, v.description("The publication that it takes next, and what keeps it."))),
  /** A sentence part in lower case. */
  withdrawn: v.exactOptional(
    text("Why what it shows at the time of the plan must not be used any more: nothing moves back by itself."),
  ),
  stale: v.exactOptional(text("Why it is warned of: what it shows is too old, with the condition that keeps it.")),
  set: v.exactOptional(name("The units with the same text move together.")),
  verifiedBy: v.exactOptional(someOf(name("A login."), "Who gave what it takes a good verdict.")),
  advanced: v.exactOptional(v.pipe(advancedSchema, v.description("Present in the run of `advance`."))),
});

/** What a plan knows of a following unit. */
export interface PlannedFollow extends v.InferOutput<typeof plannedFollowSchema> {}
