import * as v from "valibot";
import { jobId, name, platform, someOf } from "../../lib/scalars.ts";

export const jobSchema = v.strictObject({
  /** Valid in the name of an artifact: letters, digits, `.`, `_`, `-`. */
  id: jobId("The matrix entry, and part of the record's file name."),
  units: someOf(v.string(), "Names of the units to build or test, bases before their children."),
  /** Present if each platform of its units is a job of its own. */
  platform: v.exactOptional(platform),
  /** For the template's `runs-on`. Absent: the template's own. */
  runner: v.exactOptional(
    v.pipe(
      v.union([name("A label."), someOf(name("A label."), "Labels.")]),
      v.description("The runner's label, or all labels that it must have."),
    ),
  ),
  /** Absent: 1. A job needs those of the levels before, which build its bases. */
  level: v.exactOptional(
    v.pipe(
      v.number(),
      v.integer("it is not a whole number"),
      v.minValue(2, "it is less than 2"),
      v.maxValue(3, "it is more than 3"),
      v.description("The matrix that has the job, if it is not the first one."),
    ),
  ),
});

/** One entry of the build matrix. */
export interface Job extends v.InferOutput<typeof jobSchema> {}
