import * as v from "valibot";
import type { Intent, Run } from "./plan.ts";
import { failure } from "./problem.ts";

/** What is known of the run from GitHub's environment, or, on the command line, from git. */
export interface EventFacts {
  /** `GITHUB_EVENT_NAME`. */
  name: string;
  /** The event's JSON, unchecked: whoever opens a pull request writes part of it. Absent on the command line. */
  payload?: unknown;
  /** `refs/heads/main`. */
  ref: string;
  /** 40 hexadecimal digits. */
  sha: string;
  /** `owner/name`. */
  repository: string;
  runId: string;
  runAttempt: number;
  /** `https://github.com`; absent where there is no server. */
  serverUrl?: string;
  /** Where the payload does not say it. */
  defaultBranch?: string;
  /** The file name of the workflow that runs: `rollback.yml`. */
  workflow?: string;
}

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
  /** A git tag that was pushed: `v1.4.2`. Whether it is a version of anything is for the configuration to say. */
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

const commitId = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
/** git-check-ref-format(1), as far as it keeps out what could be taken for something else than a name. */
const branchName = v.pipe(v.string(), v.regex(/^(?![-/])(?!.*(?:\.\.|\/\/|@\{))[^\s\p{Cc}~^:?*[\\]{1,250}(?<!\/|\.)$/u));
const identified = v.object({ id: v.number() });
const withDefault = v.object({ repository: v.optional(v.object({ default_branch: v.optional(branchName) })) });

const pullRequestPayload = v.object({
  action: v.string(),
  repository: identified,
  sender: v.optional(v.object({ login: v.string() })),
  pull_request: v.object({
    number: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999_999_999)),
    user: v.nullish(v.object({ login: v.string() })),
    head: v.object({ sha: commitId, repo: v.nullish(identified) }),
    base: v.object({ ref: branchName }),
  }),
});
const mergeGroupPayload = v.object({ merge_group: v.object({ head_sha: commitId, base_sha: commitId, base_ref: v.string() }) });
const workflowRunPayload = v.object({
  repository: identified,
  workflow_run: v.object({ event: v.string(), head_repository: v.nullish(identified) }),
});
const pushPayload = v.object({ deleted: v.optional(v.boolean()), head_commit: v.nullish(v.object({ id: commitId })) });

/** Events of whose workflow runs only those who may write to the repository are the cause. */
const trustedEvents = new Set(["push", "schedule", "workflow_dispatch", "repository_dispatch", "merge_group"]);

/**
 * What an event asks for (design, section 3).
 * @throws Failure `event-malformed`, and `event-refused` for events that run a stranger's code with the repository's secrets
 */
export function readEvent(facts: EventFacts): Trigger | Retirement | NoTrigger {
  check("environment", v.object({ sha: commitId, repository: repositoryName }), facts);
  switch (facts.name) {
    case "schedule":
    case "workflow_dispatch":
    case "repository_dispatch":
      return { ...common(facts), intent: "rebuild", branch: defaultBranchOf(facts) };
    case "push":
      return readPush(facts);
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

const repositoryName = v.pipe(v.string(), v.regex(/^[\w.-]+(?:\/[\w.-]+)+$/));

function pageOf({ serverUrl, repository }: EventFacts): string | undefined {
  return serverUrl === undefined ? undefined : `${serverUrl.replace(/\/$/, "")}/${repository}`;
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

function readPush(facts: EventFacts): Trigger | NoTrigger {
  const { deleted, head_commit } = check("payload", pushPayload, facts.payload ?? {});
  const branch = defaultBranchOf(facts);
  const pushed = branchOf(facts.ref);
  const only = `only the default branch, "${branch}", does`;
  if (deleted) return { intent: "none", reason: `"${plain(pushed ?? facts.ref)}" was deleted` };
  const gitTag = nameUnder("refs/tags/", facts.ref);
  if (gitTag !== undefined) {
    const named = check("environment", v.object({ ref: branchName }), { ref: gitTag }).ref;
    const commit = head_commit?.id ?? facts.sha; // an annotated tag is an object of its own
    return { ...common(facts), intent: "version", branch, commit, revision: commit, gitTag: named };
  }
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
export function readOrder(facts: EventFacts, command: string): Trigger {
  const trigger = readEvent(facts);
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

/** Whether a branch is the default one, pushes to which publish; also where the event does not say which one that is. */
export function isDefaultBranch(
  branch: string,
  { payload, defaultBranch }: Pick<EventFacts, "payload" | "defaultBranch">,
): boolean {
  const { success, output } = v.safeParse(withDefault, payload);
  const known = (success ? output.repository?.default_branch : undefined) ?? defaultBranch;
  return known === undefined || known === branch;
}

/** Schedules run on the default branch alone, so that their ref says what their payload may not. */
function defaultBranchOf({ payload, defaultBranch, name, ref }: EventFacts): string {
  const said = check("payload", withDefault, payload ?? {}).repository?.default_branch ?? defaultBranch;
  const branch = said ?? (name === "schedule" ? branchOf(ref) : undefined);
  return check("payload", v.object({ repository: v.object({ default_branch: branchName }) }), {
    repository: { default_branch: branch },
  }).repository.default_branch;
}

function branchOf(ref: string): string | undefined {
  return nameUnder("refs/heads/", ref);
}

function nameUnder(kind: "refs/heads/" | "refs/tags/", ref: string): string | undefined {
  return ref.startsWith(kind) ? ref.slice(kind.length) : undefined;
}

function check<Schema extends v.GenericSchema>(what: string, schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const paths = [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? "the whole"))].join("`, `");
  throw failure(
    "event-malformed",
    `The event's ${what} is not as GitHub sends it: \`${paths}\` is missing or has a value that it cannot have. Give the action the event that started the run, unchanged.`,
  );
}

/** A name as it may stand in a sentence, whoever chose it. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}"`<>]/gu, "?").slice(0, 100);
}
