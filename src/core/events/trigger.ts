import * as v from "valibot";
import type { Run } from "../plan/plan.ts";
import { defaultBranchOf, type EventFacts, pageOf } from "./facts.ts";
import type { Intent } from "./intent.ts";
import { branchName, check } from "./payload.ts";

/** The streams that a run is about, by their sources. */
export type Scope = "all" | "branch" | "tag";

/** An event that asks for something. All its values are checked. */
export interface Trigger {
  intent: Intent;
  event: string;
  /** Whether the author of the change may write to the repository. */
  trusted: boolean;
  repository: string;
  /** The repository's page. */
  source?: string;
  /** The branch whose sources the run is about: pushed to, or proposed for; else the default one. */
  branch: string;
  /** The branch that has the configuration of all streams. */
  defaultBranch: string;
  /** The streams that the run is about: all, those from `branch`, or those that `gitTag` concerns. */
  scope: Scope;
  /** The commit of the event; for a pull request, GitHub's temporary merge. */
  commit: string;
  /** The revision in labels; for a pull request, its head. */
  revision: string;
  /** The commit to compare a proposed change with, if it is not the first parent. */
  parent?: string;
  pullRequest?: number;
  /**
   * The git tag that was pushed or released, or that started a dispatch: `v1.4.2`. The
   * configuration decides whether it is a version.
   */
  gitTag?: string;
  /** Another repository published an image: look whether a base moved. */
  hint?: true;
  run: Run;
}

/** The end of a pull request: its candidate tags must be removed. */
export interface Retirement {
  intent: "retire";
  repository: string;
  /** The repository's page. */
  source?: string;
  pullRequest: number;
  /** The branch that it was to go into. */
  branch: string;
  /** The branch that has the configuration of all streams. */
  defaultBranch: string;
}

/**
 * An event that asks for nothing, with the reason: a sentence in lower case, without a full stop.
 */
export interface NoTrigger {
  intent: "none";
  reason: string;
}

/** The request of an event. */
export type Asked = Trigger | Retirement | NoTrigger;

/** Whether a request leads to a plan. */
export function isTrigger(asked: Asked): asked is Trigger {
  return asked.intent !== "retire" && asked.intent !== "none";
}

/** The source of the facts. The command line has no event; its facts come from git. */
export function originOf({ payload }: EventFacts): "environment" | "git" {
  return payload === undefined ? "git" : "environment";
}

/** The common part of all triggers. */
export function commonTrigger(facts: EventFacts): Omit<Trigger, "intent" | "branch" | "defaultBranch" | "scope"> {
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

/** A rebuild of all streams or, with the input `changed-only`, the publication of what changed. */
export function rebuildTrigger(facts: EventFacts): Trigger {
  const branch = defaultBranchOf(facts);
  const intent = facts.changedOnly ? "publish" : "rebuild";
  return { ...commonTrigger(facts), intent, branch, defaultBranch: branch, scope: "all" };
}

/**
 * The run of a git tag. It asks for the most that this may mean: the plan narrows it to a version if
 * no stream comes from git tags.
 * @param commit the commit that the git tag names
 */
export function releaseTrigger(facts: EventFacts, gitTag: string, commit: string): Trigger {
  const named = check(originOf(facts), v.object({ ref: branchName }), { ref: gitTag }).ref;
  const branch = defaultBranchOf(facts);
  return {
    ...commonTrigger(facts),
    intent: "release",
    branch,
    defaultBranch: branch,
    scope: "tag",
    commit,
    revision: commit,
    gitTag: named,
  };
}
