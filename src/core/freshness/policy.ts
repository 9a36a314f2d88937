import * as v from "valibot";
import { timeSpan } from "../lib/scalars.ts";

/** The configuration's `rebuild` and `notify`, as later jobs need them. */
export const policySchema = v.pipe(
  v.strictObject({
    every: v.exactOptional(timeSpan("The age at which a scheduled run rebuilds a unit, in milliseconds.")),
    bases: v.exactOptional(v.pipe(v.literal(true), v.description("Present if a moved base makes a unit due."))),
    keep: v.exactOptional(
      v.pipe(
        v.strictObject({
          atLeast: v.exactOptional(timeSpan("The age at which a rebuild is published all the same, in milliseconds.")),
        }),
        v.description("Present if a rebuild that equals the published image is not published."),
      ),
    ),
    stale: v.exactOptional(timeSpan("The age at which a unit is no longer fresh, in milliseconds.")),
    notify: v.exactOptional(v.pipe(v.array(v.string()), v.description("Repositories to notify, `owner/name`."))),
  }),
  v.description("When units are rebuilt, and when they are no longer fresh."),
);

/** When units are rebuilt, and when they are no longer fresh. */
export interface FreshnessPolicy extends v.InferOutput<typeof policySchema> {}
