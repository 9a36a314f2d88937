import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import { cut, oneLine } from "../../../core/lib/text/clean.ts";
import { pinBranchPrefix } from "../../../core/pins/proposal.ts";
import { answered } from "../explain.ts";
import { type Access, explainAccess, explainAccessGraphql, objectId, shapeOf } from "./access.ts";
import { type CommitFacts, readCommit } from "./commit.ts";

/** Another run or a person was faster, or GitHub's answer got lost: look again. The error says why. */
export interface Again {
  again: Error;
}

/** The most looks: each time, something else changed the same branch at the same moment. */
const attempts = 4;

/** Does the work, which looks first, until it need not look again. @throws Failure the last reason to look again */
export async function untilStill<Result extends object>(
  { second }: Pick<Access, "second">,
  work: () => Promise<Result | Again>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const result = await work();
    if (!("again" in result)) return result;
    if (attempt === attempts) throw result.again;
    await sleep(second * attempt ** 2);
  }
}

/** @throws TypeError for the name of a branch that is not Tagstream's own */
export function requireOurName(branch: string): void {
  const isOurs = branch.startsWith(pinBranchPrefix) && /^[\w.-]+$/.test(branch.slice(pinBranchPrefix.length));
  if (!isOurs) throw new TypeError(`${branch} is not a branch of Tagstream`);
}

/** The tip of the branch of a pull request; undefined without that branch. @throws Failure `github-…` */
export async function readHead(access: Access, branch: string): Promise<CommitFacts | undefined> {
  const { client, owner, repo, repository } = access;
  const what = `the branch ${branch} of ${repository}`;
  try {
    const { data } = await client.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
    return await readCommit(access, shapeOf(v.object({ object: v.object({ sha: objectId }) }), data, what).object.sha);
  } catch (error) {
    if (answered(error, 404)) return undefined;
    throw explainAccess(access, error, what, "contents: read");
  }
}

/** @throws Failure `github-…` */
export async function createBranch(access: Access, branch: string, sha: string, permission: string): Promise<Again | undefined> {
  requireOurName(branch);
  const { client, owner, repo, repository } = access;
  try {
    await client.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha });
    return undefined;
  } catch (error) {
    const what = `a new branch ${branch} in ${repository}`;
    const explained = againstRule(access, error, what) ?? explainAccess(access, error, what, permission);
    if (answered(error, 422) && /already exists/i.test(error.message)) return { again: explained };
    throw explained;
  }
}

/** REST cannot compare before it forces an update, and so could drop what a person commits just now. */
const mutation = `mutation ($repositoryId: ID!, $name: GitRefname!, $before: GitObjectID!, $after: GitObjectID!) {
  updateRefs(input: {
    repositoryId: $repositoryId
    refUpdates: [{ name: $name, beforeOid: $before, afterOid: $after, force: true }]
  }) { clientMutationId }
}`;

/**
 * Moves a branch, if it is still at the commit `before`.
 * @param repositoryId the repository's id in GraphQL
 * @throws Failure `github-…`
 */
export async function moveBranch(
  access: Access,
  repositoryId: string,
  { branch, before, after }: { branch: string; before: string; after: string },
  permission: string,
): Promise<Again | undefined> {
  requireOurName(branch);
  try {
    await access.client.graphql(mutation, { repositoryId, name: `refs/heads/${branch}`, before, after });
    return undefined;
  } catch (error) {
    const what = `the change of branch ${branch} in ${access.repository}`;
    const refused = againstRule(access, error, what);
    if (refused) throw refused;
    const explained = explainAccessGraphql(access, error, what, permission);
    if (mayHaveMoved(error)) return { again: explained };
    throw explained;
  }
}

/** Removes a branch, if it is still at this commit. */
export function removeBranch(access: Access, repositoryId: string, branch: string, before: string): Promise<Again | undefined> {
  const after = "0".repeat(before.length);
  return moveBranch(access, repositoryId, { branch, before, after }, "contents: write");
}

/** The Failure for what a ruleset, or the protection of branches, forbids; undefined for any other error. */
function againstRule({ repository }: Access, error: unknown, what: string): Error | undefined {
  if (!(error instanceof Error && /rule violations found|protected branch/i.test(error.message))) return undefined;
  return failure(
    "github-denied",
    `GitHub refused ${what}: ${cut(oneLine(error.message), 300)} In the settings of ${repository}, under Rules, leave branches \`${pinBranchPrefix}*\` out of that rule, or let the token bypass it.`,
  );
}

/** Any refusal but one for lack of rights: GitHub documents no error for a branch that has moved. */
function mayHaveMoved(error: unknown): boolean {
  if (!(error instanceof Error && "errors" in error && Array.isArray(error.errors))) return false;
  return !(error.errors as unknown[]).some((one) => /FORBIDDEN|RATE_LIMITED|not accessible/i.test(JSON.stringify(one)));
}
