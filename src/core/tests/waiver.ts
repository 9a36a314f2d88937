import * as v from "valibot";
import { day } from "../lib/scalars.ts";

/** The end and the reason of a waiver, in the configuration and in a plan. */
export const waiverSchema = v.strictObject({
  until: day("The last day of the waiver, UTC: `2026-12-15`. From the next day on, a failure counts again."),
  reason: v.pipe(
    v.string(),
    v.regex(/^[^\s](?:[^\r\n]*[^\s])?$/, "a reason is one line of text, without a space at its beginning or end"),
    v.description("Why the failure does not count, with a ticket: `TICKET-12: upstream bug`. Everybody sees it."),
  ),
});

/** Until a day, a failure of the test keeps no image from being published. */
export interface Waiver extends v.InferOutput<typeof waiverSchema> {}

/** Whether a waiver lasts: it covers its last day. @param today a day of UTC: `2026-11-23` */
export function lasts({ until }: Waiver, today: string): boolean {
  return today <= until;
}
