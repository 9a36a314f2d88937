import type { EventFacts } from "../../core/events/event.ts";
import type { LocalRepository } from "../git/repository.ts";

/** The event from GitHub's runner, with an unchecked payload. */
export async function eventOfRunner(environment: NodeJS.ProcessEnv): Promise<EventFacts> {
  const { context } = await import("@actions/github"); // loading it reads the environment and the event's file
  const payload: unknown = context.payload;
  return {
    name: context.eventName,
    payload,
    ref: context.ref,
    sha: context.sha,
    repository: environment["GITHUB_REPOSITORY"] ?? "",
    runId: environment["GITHUB_RUN_ID"] ?? "local",
    runAttempt: Number(environment["GITHUB_RUN_ATTEMPT"] ?? "1"),
    serverUrl: context.serverUrl || "https://github.com",
    ...workflowOf(environment["GITHUB_WORKFLOW_REF"]),
  };
}

/** `osg/images/.github/workflows/rollback.yml@refs/heads/main` */
function workflowOf(reference: string | undefined): { workflow?: string } {
  const workflow = /\/([\w.-]+\.ya?ml)@/.exec(reference ?? "")?.[1];
  return workflow === undefined ? {} : { workflow };
}

/**
 * An event for the command line, where only git knows the subject.
 * @param about the git tag, which need not exist yet, or the branch; the server, if the remote's address (such as
 *   an ssh alias) does not name it
 */
export async function eventOfWorkTree(
  name: string,
  repository: LocalRepository,
  about: { gitTag?: string | undefined; branch?: string | undefined; serverUrl?: string | undefined } = {},
): Promise<EventFacts> {
  const [sha, origin, known, branch, full] = await Promise.all([
    repository.head(),
    repository.origin(),
    repository.defaultBranch(),
    repository.branch(),
    repository.name(),
  ]);
  const { gitTag, serverUrl } = about;
  const defaultBranch = known ?? branch ?? "main";
  return {
    name,
    ref: gitTag === undefined ? `refs/heads/${about.branch ?? defaultBranch}` : `refs/tags/${gitTag}`,
    sha,
    repository: full,
    runId: "local",
    runAttempt: 1,
    defaultBranch,
    ...(known === undefined ? { isDefaultBranchGuessed: true } : {}),
    ...(origin ? (serverUrl ? { serverUrl } : { serverUrl: new URL(origin.page).origin, page: origin.page }) : {}),
  };
}
