import type { Trigger } from "../../core/events/event.ts";
import type { FollowFacts } from "../../core/follow/facts.ts";

/** The subject of a plan. */
export interface Question {
  trigger: Trigger;
  /** Path of the configuration, relative to the repository's root. */
  config: string;
  only: readonly string[];
  /** Whether a plan is useful without the registries' state: on a laptop, offline, it is. */
  offline: boolean;
  /** Set by `advance`: the following units take a publication before its time. */
  advance?: NonNullable<FollowFacts["advance"]>;
  /** Whether one machine builds everything, whatever the configuration says about jobs. */
  oneMachine: boolean;
}
