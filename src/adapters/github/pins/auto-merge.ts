import { Failure } from "../../../core/lib/problems/problem.ts";
import { cut, oneLine } from "../../../core/lib/text/clean.ts";
import type { ProposalResult } from "../../../ports/pin-targets.ts";
import { answered } from "../explain.ts";
import { type Access, explainAccess, explainAccessGraphql } from "./access.ts";
import type { PullRequest } from "./pull-request.ts";
import type { Settings } from "./settings.ts";

type AutoMerge = NonNullable<ProposalResult["autoMerge"]>;

const permission = "contents: write, pull-requests: write";
const enable = `mutation ($id: ID!, $head: GitObjectID!, $mergeMethod: PullRequestMergeMethod!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $id, expectedHeadOid: $head, mergeMethod: $mergeMethod }) {
    pullRequest { autoMergeRequest { enabledAt } }
  }
}`;
const disable = `mutation ($id: ID!) {
  disablePullRequestAutoMerge(input: { pullRequestId: $id }) { pullRequest { autoMergeRequest { enabledAt } } }
}`;
const enqueue = `mutation ($id: ID!, $head: GitObjectID!) {
  enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $head }) { mergeQueueEntry { id } }
}`;

/** What GitHub says when it does not enable auto-merge, and what to do. Its other refusals are quoted. */
const remedies: readonly [RegExp, string][] = [
  [
    /auto.?merge is not allowed/i,
    "the repository does not allow auto-merge. Allow it in its settings, under General, Pull Requests",
  ],
  [
    /unstable status/i,
    "a check that the branch does not require is running or has failed, so GitHub would not wait for it. Require the checks in the branch's rules, or merge by hand",
  ],
  [
    /protected branch rules not configured/i,
    "the branch has no rules to wait for. Protect it and require its checks, or merge by hand",
  ],
  [/\bdraft\b/i, "the pull request is a draft. Mark it as ready for review"],
];

/**
 * Makes GitHub merge a pull request when its checks pass. Merges it at once if there is nothing to
 * wait for. A refusal is no Failure: the pull request stays, for people to merge.
 * @param head the commit to merge, and no other one
 */
export async function mergeByItself(access: Access, settings: Settings, pull: PullRequest, head: string): Promise<AutoMerge> {
  try {
    const method = methodOf(settings);
    await access.client.graphql(enable, { id: pull.node_id, head, mergeMethod: method.toUpperCase() });
    return "on";
  } catch (error) {
    const message = messageOf(error);
    if (/already (?:been )?(?:queued|in (?:the |a )?(?:merge )?queue)/i.test(message)) return "on";
    if (/clean status/i.test(message)) return mergeNow(access, settings, pull, head);
    if (/merge queue/i.test(message)) return enterQueue(access, pull, head);
    return refusedBecause(message) ?? refusedFor(explainAccessGraphql(access, error, whatOf(access, pull), permission));
  }
}

/**
 * Leaves a pull request to people, which an earlier entry let GitHub merge. What a person switched on
 * stays on: as far as GitHub tells, since a personal token acts as its person.
 * @returns "on" if GitHub merges it by itself all the same
 * @throws Failure `github-…`
 */
export async function leaveToPeople(access: Access, pull: PullRequest): Promise<"on" | undefined> {
  if (!pull.auto_merge) return undefined;
  if (pull.auto_merge.enabled_by?.type !== "Bot") return "on";
  try {
    await access.client.graphql(disable, { id: pull.node_id });
    return undefined;
  } catch (error) {
    throw explainAccessGraphql(access, error, `to end the ${whatOf(access, pull)}`, permission);
  }
}

async function mergeNow(access: Access, settings: Settings, pull: PullRequest, head: string): Promise<AutoMerge> {
  const { client, owner, repo } = access;
  const merge_method = methodOf(settings);
  try {
    await client.rest.pulls.merge({ owner, repo, pull_number: pull.number, sha: head, merge_method, request: { retries: 0 } });
    return "merged";
  } catch (error) {
    const message = messageOf(error);
    if (/merge queue/i.test(message)) return enterQueue(access, pull, head);
    if (answered(error, 405, 409, 422)) return { refused: `GitHub does not merge it: ${shortened(message)}` };
    return refusedFor(explainAccess(access, error, whatOf(access, pull), permission));
  }
}

/** A branch with a merge queue takes changes from there alone. */
async function enterQueue(access: Access, pull: PullRequest, head: string): Promise<AutoMerge> {
  try {
    await access.client.graphql(enqueue, { id: pull.node_id, head });
    return "on";
  } catch (error) {
    if (/already (?:been )?(?:queued|in (?:the |a )?(?:merge )?queue)/i.test(messageOf(error))) return "on";
    return refusedFor(explainAccessGraphql(access, error, whatOf(access, pull), permission));
  }
}

/** One commit becomes one commit, where the repository allows it. */
function methodOf(settings: Settings): "squash" | "merge" | "rebase" {
  if (settings.allow_squash_merge) return "squash";
  return settings.allow_merge_commit === false && settings.allow_rebase_merge ? "rebase" : "merge";
}

function whatOf({ repository }: Access, { number }: PullRequest): string {
  return `auto-merge of pull request #${number} of ${repository}`;
}

function refusedBecause(message: string): AutoMerge | undefined {
  const remedy = remedies.find(([pattern]) => pattern.test(message))?.[1];
  return remedy === undefined ? undefined : { refused: remedy };
}

/** Any other error is a defect, and passes. */
function refusedFor(error: Error): AutoMerge {
  if (!(error instanceof Failure)) throw error;
  return { refused: shortened(error.message).replace(/\.$/, "") };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

function shortened(text: string): string {
  return cut(oneLine(text), 300);
}
