import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { Failure, failure } from "../../../core/lib/problems/problem.ts";
import { answered, explain } from "../explain.ts";
import { explainGraphql } from "../graphql.ts";

/** One target's repository, as its token reaches it. */
export interface Access {
  client: Octokit;
  owner: string;
  repo: string;
  /** `owner/name` */
  repository: string;
  /** The environment variable that the token is from; absent: the run's own token. */
  variable?: string | undefined;
  /** The run's own repository. */
  own: string;
  /** Milliseconds per second of waiting between attempts. */
  second: number;
}

export const objectId = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));

/**
 * The Failure for a request that GitHub refused.
 * @param what names the request
 * @param permission what it takes
 */
export function explainAccess(access: Access, error: unknown, what: string, permission: string): Error {
  const { repository, variable } = access;
  if (answered(error, 403) && /not permitted to create or approve pull requests/i.test(error.message)) {
    return failure(
      "github-denied",
      `GitHub refused ${what}: "GitHub Actions is not permitted to create or approve pull requests." In the settings of ${repository} (and of its organization), under Actions, General, Workflow permissions, allow GitHub Actions to create and approve pull requests. Or name an environment variable with another token in the entry's \`token\`.`,
    );
  }
  if (answered(error, 403) && /SAML/.test(error.message)) {
    const remedy = "Authorize the token for the organization's single sign-on.";
    return failure("github-denied", `GitHub refused ${what}: ${error.message.slice(0, 300)} ${remedy}`);
  }
  if (answered(error, 401) && variable !== undefined) {
    return failure(
      "github-denied",
      `GitHub does not accept the token in ${variable}, for ${repository}. Give the step a valid one: it may have expired.`,
    );
  }
  if (answered(error, 404)) return failure("github-not-found", `GitHub cannot find ${what}. ${unseen(access, permission)}`);
  return explain(error, what, permission, lacking(access, permission));
}

/** The same for GraphQL, which reports a refusal in an answer with the status 200. */
export function explainAccessGraphql(access: Access, error: unknown, what: string, permission: string): Error {
  const explained = explainGraphql(error, what, permission);
  const denied = explained instanceof Failure && explained.problems[0]?.code === "github-denied";
  return denied ? failure("github-denied", `GitHub refused ${what}: ${lacking(access, permission)}.`) : explained;
}

/** GitHub answers 404 for what a token may not see. */
function unseen({ repository, variable, own }: Access, permission: string): string {
  if (variable !== undefined) {
    return `Check that it exists, and that the token in ${variable} reaches ${repository}: a fine-grained token or an app needs that repository in its list, with \`${permission}\`.`;
  }
  if (isOther(repository, own)) return `Check that it exists. ${ownOnly(repository)}`;
  return `Check that it exists. If it does, the token cannot see it: add \`${permission}\` to the job's \`permissions\`.`;
}

function lacking({ repository, variable, own }: Access, permission: string): string {
  if (variable !== undefined) return `the token in ${variable} lacks \`${permission}\` for ${repository}`;
  if (isOther(repository, own)) return `the token lacks \`${permission}\` there. ${ownOnly(repository).slice(0, -1)}`;
  return `the token lacks \`${permission}\`. Add it to the job's \`permissions\``;
}

function isOther(repository: string, own: string): boolean {
  return repository.toLowerCase() !== own.toLowerCase();
}

function ownOnly(repository: string): string {
  return `A run's own token reaches its own repository alone: name an environment variable with a token for ${repository} in the entry's \`token\`.`;
}

/** GitHub's answer in the expected shape. @throws Failure `github-failed` */
export function shapeOf<Schema extends v.GenericSchema>(schema: Schema, data: unknown, what: string): v.InferOutput<Schema> {
  const { success, output } = v.safeParse(schema, data);
  if (!success)
    throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Check GITHUB_API_URL, then run again.`);
  return output;
}
