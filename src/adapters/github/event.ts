import type { EventFacts } from "../../core/events/event.ts";
import type { LocalRepository } from "../git/repository.ts";

/** The event as GitHub's runner tells it, payload unchecked. */
export async function eventOfRunner(environment: NodeJS.ProcessEnv): Promise<EventFacts> {
  const { context } = await import("@actions/github"); // reads the environment and the event's file as it is loaded
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
 * An event for the command line, where nothing but git says what this is about.
 * @param about the git tag, which may be still to be made; the server, where the remote's address does not say it, as an alias of ssh does not
 */
export async function eventOfWorkTree(
  name: string,
  repository: LocalRepository,
  { gitTag, serverUrl }: { gitTag?: string | undefined; serverUrl?: string | undefined } = {},
): Promise<EventFacts> {
  const [sha, origin, branch, full] = await Promise.all([
    repository.head(),
    repository.origin(),
    repository.defaultBranch(),
    repository.name(),
  ]);
  const defaultBranch = branch ?? "main";
  return {
    name,
    ref: gitTag === undefined ? `refs/heads/${defaultBranch}` : `refs/tags/${gitTag}`,
    sha,
    repository: full,
    runId: "local",
    runAttempt: 1,
    defaultBranch,
    ...(origin ? (serverUrl ? { serverUrl } : { serverUrl: new URL(origin.page).origin, page: origin.page }) : {}),
  };
}
