import * as v from "valibot";
import type { Run } from "../plan/plan.ts";
import { defaultBranchOf, type EventFacts, pageOf } from "./facts.ts";
import type { Intent } from "./intent.ts";
import { branchName, check } from "./payload.ts";

/** An event that asks for something; every value in it has been checked. */
export interface Trigger {
  intent: Intent;
  event: string;
  /** Whether what it proposes was written by somebody who may write to the repository. */
  trusted: boolean;
  repository: string;
  /** The repository's page. */
  source?: string;
  /** The default branch, or the one that a pull request is to be merged into. */
  branch: string;
  /** What the event is about: of a pull request, GitHub's temporary merge. */
  commit: string;
  /** What labels name: of a pull request, its head. */
  revision: string;
  /** What a proposed change is compared with, where it is not the commit's first parent. */
  parent?: string;
  pullRequest?: number;
  /** The git tag that was pushed or released, or that a dispatch was started on: `v1.4.2`. Whether it is a version of anything is for the configuration to say. */
  gitTag?: string;
  run: Run;
}

/** The end of a pull request, whose candidates' tags are to go. */
export interface Retirement {
  intent: "retire";
  repository: string;
  /** The repository's page. */
  source?: string;
  pullRequest: number;
}

/** An event that asks for nothing, with the reason: a sentence in lower case, without a full stop. */
export interface NoTrigger {
  intent: "none";
  reason: string;
}

/** What an event asks for. */
export type Asked = Trigger | Retirement | NoTrigger;

/** Whether a plan can be made for what an event asks. */
export function isTrigger(asked: Asked): asked is Trigger {
  return asked.intent !== "retire" && asked.intent !== "none";
}

/** Where the facts come from. The command line has no event; its facts are git's. */
export function originOf({ payload }: EventFacts): "environment" | "git" {
  return payload === undefined ? "git" : "environment";
}

/** What the triggers of all events have in common. */
export function commonTrigger(facts: EventFacts): Omit<Trigger, "intent" | "branch"> {
  const { name, sha, repository, runId, runAttempt } = facts;
  const source = pageOf(facts);
  const run = { id: runId, attempt: runAttempt, ...(source === undefined ? {} : { url: `${source}/actions/runs/${runId}` }) };
  return {
    event: name,
    trusted: true,
    repository,
    ...(source === undefined ? {} : { source }),
    commit: sha,
    revision: sha,
    run: runId === "local" ? { id: runId, attempt: runAttempt } : run,
  };
}

/** A rebuild of the default branch. */
export function rebuildTrigger(facts: EventFacts): Trigger {
  return { ...commonTrigger(facts), intent: "rebuild", branch: defaultBranchOf(facts) };
}

/** The version of a git tag. @param commit the commit that the git tag names */
export function versionTrigger(facts: EventFacts, gitTag: string, commit: string): Trigger {
  const named = check(originOf(facts), v.object({ ref: branchName }), { ref: gitTag }).ref;
  return { ...commonTrigger(facts), intent: "version", branch: defaultBranchOf(facts), commit, revision: commit, gitTag: named };
}
