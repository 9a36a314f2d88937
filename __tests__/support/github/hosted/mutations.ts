import type { Answer } from "../route.ts";
import { refusalOf, type TokenRights } from "./access.ts";
import { changesWorkflows, nodeIdOf } from "./git-routes.ts";
import type { HostedPull, HostedRepository } from "./repository.ts";

type Variables = Record<string, unknown>;

/** The mutations of the GraphQL API. */
export const mutations: Record<
  string,
  (all: readonly HostedRepository[], variables: Variables, rights: TokenRights | undefined) => Answer
> = {
  updateRefs(all, { repositoryId, name, before, after }, rights) {
    const repository = all.find((one) => nodeIdOf(one) === repositoryId);
    if (!repository || refusalOf(repository, rights, { contents: "write" })) return forbidden("updateRefs");
    const { git } = repository;
    const isGone = /^0+$/.test(String(after));
    if (!isGone && changesWorkflows(git, String(after)) && !rights?.workflows) return forbidden("updateRefs");
    const branch = String(name).slice("refs/heads/".length);
    const isDone =
      git.tip(branch) === before &&
      (isGone ? repository.removeBranch(branch) : git.setRef(branch, String(after), String(before)));
    return isDone ? data({ updateRefs: { clientMutationId: null } }) : unprocessable("updateRefs", `${name} is not at ${before}`);
  },
  enablePullRequestAutoMerge(all, { id, head, mergeMethod }, rights) {
    const field = "enablePullRequestAutoMerge";
    const [repository, pull] = pullOf(all, String(id));
    if (!repository || refusalOf(repository, rights, { contents: "write" })) return forbidden(field);
    if (!repository.allowsAutoMerge) return unprocessable(field, "Pull request Auto merge is not allowed for this repository");
    if (repository.checks !== "pending") {
      const status = repository.checks === "none" ? "clean" : "unstable";
      return unprocessable(field, `Pull request Pull request is in ${status} status`);
    }
    if (repository.headOf(pull) !== head) return unprocessable(field, "Head sha did not match expected sha");
    Object.assign(pull, { autoMerge: String(mergeMethod), autoMergeBy: rights?.isJobs ? "Bot" : "User" });
    return data({ [field]: { pullRequest: { autoMergeRequest: { enabledAt: "2026-11-24T00:00:00Z" } } } });
  },
  disablePullRequestAutoMerge(all, { id }, rights) {
    const field = "disablePullRequestAutoMerge";
    const [repository, pull] = pullOf(all, String(id));
    if (!repository || refusalOf(repository, rights, { contents: "write" })) return forbidden(field);
    if (pull.autoMerge === undefined) return unprocessable(field, "Pull request Auto merge is not enabled");
    delete pull.autoMerge;
    return data({ [field]: { pullRequest: { autoMergeRequest: null } } });
  },
  enqueuePullRequest(all, { id, head }, rights) {
    const [repository, pull] = pullOf(all, String(id));
    if (!repository || refusalOf(repository, rights, { contents: "write" })) return forbidden("enqueuePullRequest");
    if (repository.headOf(pull) !== head) return unprocessable("enqueuePullRequest", "Head sha did not match expected sha");
    if (pull.queued) return unprocessable("enqueuePullRequest", "Pull request is already in the queue");
    pull.queued = true;
    return data({ enqueuePullRequest: { mergeQueueEntry: { id: "MQ_1" } } });
  },
};

function pullOf(all: readonly HostedRepository[], id: string): [HostedRepository, HostedPull] | [undefined] {
  const [name, number] = id.replace(/^PR_/, "").split("#");
  const repository = all.find((one) => one.name === name);
  const pull = repository?.pulls[Number(number) - 1];
  return repository && pull ? [repository, pull] : [undefined];
}

function data(fields: object): Answer {
  return { status: 200, body: { data: fields } };
}

function forbidden(field: string): Answer {
  return failed(field, "FORBIDDEN", "Resource not accessible by integration");
}

function unprocessable(field: string, message: string): Answer {
  return failed(field, "UNPROCESSABLE", message);
}

function failed(field: string, type: string, message: string): Answer {
  return { status: 200, body: { data: { [field]: null }, errors: [{ type, path: [field], message }] } };
}
