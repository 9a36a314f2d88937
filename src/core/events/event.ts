import * as v from "valibot";
import { failure } from "../lib/problem.ts";
import type { Intent, Run } from "../plan/plan.ts";
import { branchOf, defaultBranchOf, type EventFacts, nameUnder, pageOf } from "./facts.ts";
import {
  branchName,
  check,
  commitId,
  mergeGroupPayload,
  plain,
  pullRequestPayload,
  pushPayload,
  releasePayload,
  repositoryName,
  workflowRunPayload,
} from "./payload.ts";

export { type EventFacts, isDefaultBranch } from "./facts.ts";

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

/** Events of whose workflow runs only those who may write to the repository are the cause. */
const trustedEvents = new Set(["push", "schedule", "workflow_dispatch", "repository_dispatch", "merge_group", "release"]);

/**
 * What an event asks for (design, section 3).
 * @throws Failure `event-malformed`, and `event-refused` for events that run a stranger's code with the repository's secrets
 */
export function readEvent(facts: EventFacts): Trigger | Retirement | NoTrigger {
  checkEnvironment(facts);
  switch (facts.name) {
    case "schedule":
    case "repository_dispatch":
      return rebuildOf(facts);
    case "workflow_dispatch":
      return readDispatch(facts);
    case "push":
      return readPush(facts);
    case "release":
      return readRelease(facts);
    case "pull_request":
      return readPullRequest(facts);
    case "merge_group":
      return readMergeGroup(facts);
    case "pull_request_target":
      throw failure(
        "event-refused",
        "pull_request_target lets anybody who opens a pull request have it built with this repository's secrets. Use `on: pull_request`, which builds and tests it without them.",
      );
    case "workflow_run":
      return readWorkflowRun(facts);
    default:
      return { intent: "none", reason: `the event "${plain(facts.name)}" asks for nothing that Tagstream does` };
  }
}

/** On the command line there is no event: the facts are git's. */
function sourceOf({ payload }: EventFacts): "environment" | "git" {
  return payload === undefined ? "git" : "environment";
}

function checkEnvironment(facts: EventFacts): void {
  check(sourceOf(facts), v.object({ sha: commitId, repository: repositoryName }), facts);
}

function common(facts: EventFacts): Omit<Trigger, "intent" | "branch"> {
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

function rebuildOf(facts: EventFacts): Trigger {
  return { ...common(facts), intent: "rebuild", branch: defaultBranchOf(facts) };
}

/** On a git tag it means what the push of that tag means: a tag that `GITHUB_TOKEN` has made starts no run by its push. */
function readDispatch(facts: EventFacts): Trigger {
  const gitTag = nameUnder("refs/tags/", facts.ref);
  return gitTag === undefined ? rebuildOf(facts) : versionOf(facts, gitTag);
}

/** @param commit where it is not the run's: an annotated tag is an object of its own */
function versionOf(facts: EventFacts, gitTag: string, commit: string = facts.sha): Trigger {
  const named = check(sourceOf(facts), v.object({ ref: branchName }), { ref: gitTag }).ref;
  return { ...common(facts), intent: "version", branch: defaultBranchOf(facts), commit, revision: commit, gitTag: named };
}

/** A release means what the push of its git tag means, once: of the events that GitHub sends for it, when it is published. */
function readRelease(facts: EventFacts): Trigger | NoTrigger {
  const pushed = nameUnder("refs/tags/", facts.ref);
  if (facts.payload === undefined) {
    if (pushed !== undefined) return versionOf(facts, pushed);
    return {
      intent: "none",
      reason: "a release publishes the version of its git tag: add `--git-tag`",
    };
  }
  const { action, release } = check("payload", releasePayload, facts.payload);
  if (action !== "published") {
    const details = `this event says "${plain(action)}": use \`types: [published]\``;
    return { intent: "none", reason: `only a published release publishes a version, and ${details}` };
  }
  const { tag_name: gitTag, draft } = release;
  if (draft) return { intent: "none", reason: `the release of ${plain(gitTag)} is a draft, which publishes nothing` };
  check("environment", v.object({ ref: v.literal(gitTag) }), { ref: pushed ?? gitTag });
  return versionOf(facts, gitTag);
}

function readPush(facts: EventFacts): Trigger | NoTrigger {
  const { deleted, head_commit } = check("payload", pushPayload, facts.payload ?? {});
  const branch = defaultBranchOf(facts);
  const pushed = branchOf(facts.ref);
  const only = `only the default branch, "${branch}", does`;
  if (deleted) return { intent: "none", reason: `"${plain(pushed ?? facts.ref)}" was deleted` };
  const gitTag = nameUnder("refs/tags/", facts.ref);
  if (gitTag !== undefined) return versionOf(facts, gitTag, head_commit?.id);
  if (pushed === undefined) return { intent: "none", reason: `a push of ${plain(facts.ref)} publishes nothing: ${only}` };
  if (pushed !== branch) return { intent: "none", reason: `a push to "${plain(pushed)}" publishes nothing: ${only}` };
  return { ...common(facts), intent: "publish", branch };
}

function readPullRequest(facts: EventFacts): Trigger | Retirement | NoTrigger {
  if (facts.payload === undefined) return { ...common(facts), intent: "candidate", branch: defaultBranchOf(facts) };
  const { action, pull_request, repository, sender } = check("payload", pullRequestPayload, facts.payload);
  const { number, head, base, user } = pull_request;
  const bot = [user?.login, sender?.login].includes("dependabot[bot]"); // GitHub gives its runs no secrets either
  const trusted = head.repo?.id === repository.id && !bot;
  if (action === "closed") {
    const reason = `pull request #${number} is closed, and none of its images has left its runner`;
    if (!trusted) return { intent: "none", reason };
    const source = pageOf(facts);
    return { intent: "retire", repository: facts.repository, ...(source === undefined ? {} : { source }), pullRequest: number };
  }
  return {
    ...common(facts),
    intent: trusted ? "candidate" : "check",
    trusted,
    branch: base.ref,
    revision: head.sha,
    pullRequest: number,
  };
}

function readMergeGroup(facts: EventFacts): Trigger {
  if (facts.payload === undefined) return { ...common(facts), intent: "candidate", branch: defaultBranchOf(facts) };
  const { merge_group } = check("payload", mergeGroupPayload, facts.payload);
  const branch = check("payload", v.object({ base_ref: branchName }), { base_ref: branchOf(merge_group.base_ref) }).base_ref;
  const commits = { commit: merge_group.head_sha, revision: merge_group.head_sha, parent: merge_group.base_sha };
  return { ...common(facts), ...commits, intent: "candidate", branch };
}

function readWorkflowRun({ payload }: EventFacts): NoTrigger {
  const { workflow_run, repository } = check("payload", workflowRunPayload, payload ?? {});
  const own = workflow_run.head_repository?.id === repository.id;
  if (!own || !trustedEvents.has(workflow_run.event)) {
    throw failure(
      "event-refused",
      `This workflow_run follows a run of "${plain(workflow_run.event)}", which a stranger can start, and has this repository's secrets. Build proposed changes on \`pull_request\`.`,
    );
  }
  return { intent: "none", reason: "workflow_run asks for nothing: let push, schedule or workflow_dispatch start this workflow" };
}

/**
 * What a person asks for by hand, or a schedule: to be trusted with streams, whatever the event is about.
 * @throws Failure `event-refused` for an event that others can start
 */
export function readManualTrigger(facts: EventFacts, command: string): Trigger {
  checkEnvironment(facts);
  const trigger = facts.name === "workflow_dispatch" ? rebuildOf(facts) : readEvent(facts); // on a git tag, too
  if (trigger.intent === "rebuild" || trigger.intent === "publish") return trigger;
  throw failure(
    "event-refused",
    `The event "${plain(facts.name)}" does not ${command}: start it by hand, with workflow_dispatch, or on the command line.`,
  );
}

/** The login of who started the run, where the event says it. */
export function actorOf({ payload }: EventFacts): string | undefined {
  const login = v.pipe(v.string(), v.regex(/^[A-Za-z\d][\w-]{0,38}(?:\[bot\])?$/));
  const { success, output } = v.safeParse(v.object({ sender: v.object({ login }) }), payload);
  return success ? output.sender.login : undefined;
}
