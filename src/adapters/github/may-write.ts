import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { answered, explain } from "./explain.ts";
import type { IssuesOf } from "./issue.ts";

const permissionSchema = v.object({ permission: v.string(), role_name: v.optional(v.string()) });
const userSchema = v.object({ login: v.pipe(v.string(), v.nonEmpty()) });

/**
 * Whether a person may write to a repository.
 * @throws Failure `github-…`
 */
export async function mayWrite(client: Octokit, { owner, repo }: IssuesOf, username: string): Promise<boolean> {
  const what = `the permission of ${username} in ${owner}/${repo}`;
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username });
    const { success, output } = v.safeParse(permissionSchema, data);
    if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
    return ["admin", "maintain", "write"].includes(output.permission) || output.role_name === "maintain";
  } catch (error) {
    if (answered(error, 404)) return false; // no user: a bot, or a deleted account
    const remedy = "use the job's own token, or that of a user with write access";
    throw explain(error, what, "metadata: read", remedy);
  }
}

/**
 * The person whose token this is. A job's own token and an app's are no person's.
 * @throws Failure `github-…`
 */
export async function readTokenOwner(client: Octokit, of: IssuesOf): Promise<{ login: string; mayWrite: boolean }> {
  const what = "the owner of the token";
  const { data } = await client.rest.users.getAuthenticated().catch((error: unknown) => {
    throw explain(
      error,
      what,
      "",
      "this token belongs to no person, so it cannot judge images. Use your own, with write access, or start the workflow's form",
    );
  });
  const { success, output } = v.safeParse(userSchema, data);
  if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
  return { login: output.login, mayWrite: await mayWrite(client, of, output.login) };
}
