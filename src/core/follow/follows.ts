import * as v from "valibot";
import { name, someOf, text, timeSpan } from "../lib/scalars.ts";

/** Whether a verdict only shortens the soak, or nothing is followed without one. */
export const verdictRules = ["optional", "required"] as const;

/** How a unit follows its source: the keys of `streams` with `follows`. */
export const followsSchema = v.pipe(
  v.strictObject({
    unit: name("The unit that it follows, its source: `squid:25-el9-fresh`."),
    repository: text("The source's first repository, which has its publications."),
    soak: timeSpan("The age at which a publication of the source may be published here, in milliseconds."),
    shown: timeSpan("How long the source must have shown it, in milliseconds; never longer than the soak."),
    verified: v.exactOptional(timeSpan("The soak of a publication with a good verdict, in milliseconds.")),
    verdict: v.pipe(v.picklist(verdictRules), v.description("`required`: nothing is published here without a good verdict.")),
    together: v.exactOptional(v.pipe(v.literal(true), v.description("Present if it moves together with others of its stream."))),
    tests: v.exactOptional(someOf(name("A test's name."), "Its own tests. The source does not have them.")),
  }),
  v.description("Present if the unit has no build: its publications are digests that its source published."),
);

/** How a unit follows its source. Durations are milliseconds. */
export interface Follows extends v.InferOutput<typeof followsSchema> {}
