import type { Trigger } from "../../core/events/event.ts";

/** What a plan is asked for. */
export interface Question {
  trigger: Trigger;
  /** Path of the configuration, relative to the repository's root. */
  config: string;
  only: readonly string[];
  /** Whether a plan is of use without what the registries hold: on a laptop, offline, it is. */
  offline: boolean;
}
