import type { EventFacts } from "./facts.ts";
import type { Asked } from "./trigger.ts";

/**
 * What an event may cause, whatever its reader returns.
 * - build: build and test images
 * - secrets: use the logins to registries and the configuration's secrets
 * - publish: write timestamp tags, streams and aliases
 * - versions: write version tags
 * - candidates: write candidate tags, and comment on the pull request
 * - retire: remove the candidate tags of a pull request
 * - manual: start what a person orders: roll back, hold, resume
 */
export type Ability = "build" | "secrets" | "publish" | "versions" | "candidates" | "retire" | "manual";

/** One row of the reference: a form of the event, and what Tagstream does. */
export interface EventCase {
  /** Which of its forms, Markdown; empty for the only one. */
  when: string;
  /** What Tagstream does, Markdown; begins in lower case, without a full stop. */
  does: string;
}

/** Who else is asked while an event is read. */
export interface EventTable {
  /** Whether only people who may write to the repository can start an event. */
  isStartedByWriters(name: string): boolean;
}

/** An event of GitHub's. `index.ts` lists all of them. */
export interface EventDeclaration {
  /** GitHub's name: `pull_request`. */
  name: string;
  /** Who can start it: people who may write to the repository, or anyone. */
  startedBy: "writers" | "anyone";
  /** Everything that it may cause. Without this, nothing. */
  may?: readonly Ability[];
  /** Present if the command line can plan as for this event (`--event`); `gitTag`: also about a git tag (`--git-tag`). */
  offline?: { gitTag: boolean };
  /** The activity types that a workflow has to choose, where others start useless runs. */
  types?: readonly string[];
  cases: readonly EventCase[];
  /**
   * Reads what the event asks for. The command line has no payload.
   * @throws Failure `event-malformed`, and `event-refused`
   */
  read(facts: EventFacts, table: EventTable): Asked;
  /** Reads a manual trigger, where that is not the same as what the event asks for by itself. */
  readManual?(facts: EventFacts): Asked;
}
