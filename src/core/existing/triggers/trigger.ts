import type { Occasion } from "../model.ts";

/** An event that starts a workflow, as GitHub describes it to a run. */
export interface Trigger {
  occasion: Occasion;
  /** `github.event_name`. */
  event: string;
  /** `github.ref`. */
  ref: string;
  /** `github.event.action`, if the event has one. */
  action?: string;
}
