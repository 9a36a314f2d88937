import type { EventFacts } from "./facts.ts";
import type { Asked } from "./trigger.ts";

/**
 * The actions that an event may cause, whatever its reader returns.
 * - build: build and test images
 * - secrets: use the logins to registries and the configuration's secrets
 * - publish: write timestamp tags, streams and aliases
 * - versions: write version tags
 * - candidates: write candidate tags, and comment on the pull request
 * - retire: remove the candidate tags of a pull request
 * - manual: run a manual command: roll back, hold, resume
 * - prune: remove what was published
 */
export type Ability = "build" | "secrets" | "publish" | "versions" | "candidates" | "retire" | "manual" | "prune";

/** One row of the reference: a form of the event, and what Tagstream does. */
export interface EventCase {
  /** The form of the event, in Markdown; empty if there is only one. */
  when: string;
  /** The reaction of Tagstream, in Markdown; it begins in lower case, without a full stop. */
  does: string;
}

/** The facts about other events that a reader may need. */
export interface EventTable {
  /** Whether only people with write access can start an event. */
  isStartedByWriters(name: string): boolean;
}

/** An event of GitHub. `index.ts` lists all of them. */
export interface EventDeclaration {
  /** GitHub's name: `pull_request`. */
  name: string;
  /**
   * The people who can start it: those with write access, anyone, or whoever started another run:
   * then its reader checks that run.
   */
  startedBy: "writers" | "anyone" | "another run";
  /** All actions that it may cause. Without this, none. */
  may?: readonly Ability[];
  /**
   * Present if the command line can plan for this event (`--event`); `gitTag`: also with a git tag
   * (`--git-tag`); `branch`: also for another branch than the default one (`--branch`).
   */
  offline?: { gitTag: boolean; branch?: boolean };
  /** The activity types that a workflow must select, if others start useless runs. */
  types?: readonly string[];
  cases: readonly EventCase[];
  /**
   * Reads the request of the event. The command line has no payload.
   * @throws Failure `event-malformed`, and `event-refused`
   */
  read(facts: EventFacts, table: EventTable): Asked;
  /** Reads a manual trigger, if it differs from the usual request of the event. */
  readManual?(facts: EventFacts): Asked;
}
