import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problem.ts";
import { answered, explain } from "./explain.ts";
import { explainGraphql } from "./graphql.ts";
import type { Issue, IssuesOf } from "./issue.ts";

/** Authors that GitHub calls strangers and that are asked about all the same, by process. */
const maxStrangers = 50;
/** What GitHub says of an author in public, and nobody can make it say: such authors are always asked about. */
const close = ["OWNER", "MEMBER", "COLLABORATOR"];

const permissionSchema = v.object({ permission: v.string(), role_name: v.optional(v.string()) });
const viewerSchema = v.object({ repository: v.object({ issue: v.object({ viewerDidAuthor: v.boolean() }) }) });
const viewerQuery = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issue(number: $number) { viewerDidAuthor }
  }
}`;

/**
 * Tells whose issues count: of authors that may write to the repository, of its own Actions bot, and of whose token this is (an app's
 * bot is no user, so that GitHub tells nobody what it may do). Each author is asked about once. Through an issue form that sets the label,
 * any number of strangers can open issues, and a private member of an organisation looks like one of them: so 50 of these are asked about,
 * those with an open issue first, then who has contributed before, then the oldest issue; the rest does not count.
 * @throws Failure `github-…` when one cannot be asked about: an issue that counts must not be lost
 */
export function createIssueAuthors(client: Octokit, of: IssuesOf) {
  const known = new Map<string, Promise<boolean>>();
  let strangers = 0;

  const ask = ({ number, user, author_association }: Issue): Promise<boolean> => {
    if (!user) return Promise.resolve(false);
    const { login, type } = user;
    const isBot = type === "Bot";
    if (isBot && login === "github-actions[bot]") return Promise.resolve(true);
    const before = known.get(login);
    if (before) return before;
    const isStranger = !close.includes(author_association);
    if (isStranger && strangers >= maxStrangers) return Promise.resolve(false);
    if (isStranger) strangers++;
    const asked = isBot ? isByTokenOwner(client, of, number) : mayWrite(client, of, login);
    known.set(login, asked);
    asked.catch(() => {
      known.delete(login); // so that it is asked again
      if (isStranger) strangers--;
    });
    return asked;
  };

  /** The numbers of those that count. */
  return async (issues: readonly Issue[]): Promise<Set<number>> => {
    const inTurn = [...issues].sort((a, b) => urgency(a) - urgency(b) || a.number - b.number);
    const counting = await Promise.all(inTurn.map(async (issue) => ((await ask(issue)) ? [issue.number] : [])));
    return new Set(counting.flat());
  };
}

async function mayWrite(client: Octokit, { owner, repo }: IssuesOf, username: string): Promise<boolean> {
  const what = `what ${username} may do in ${owner}/${repo}`;
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username });
    const { success, output } = v.safeParse(permissionSchema, data);
    if (!success) throw failure("github-failed", `GitHub's answer for ${what} is not as its API describes it. Run again.`);
    return ["admin", "maintain", "write"].includes(output.permission) || output.role_name === "maintain";
  } catch (error) {
    if (answered(error, 404)) return false; // no user: a bot, or an account that is gone
    const remedy = "use the job's own token, or one of somebody who may write to the repository";
    throw explain(error, what, "metadata: read", remedy);
  }
}

async function isByTokenOwner(client: Octokit, { owner, repo }: IssuesOf, number: number): Promise<boolean> {
  const what = `the author of issue #${number} of ${owner}/${repo}`;
  const answer: unknown = await client.graphql(viewerQuery, { owner, repo, number }).catch((error: unknown) => {
    throw explainGraphql(error, what, "issues: read");
  });
  const { success, output } = v.safeParse(viewerSchema, answer);
  if (!success) throw failure("github-failed", `GitHub's answer for ${what} is not as its API describes it. Run again.`);
  return output.repository.issue.viewerDidAuthor;
}

function urgency({ state, author_association }: Issue): number {
  const familiar = close.includes(author_association) ? 0 : author_association === "CONTRIBUTOR" ? 1 : 2;
  return (state === "open" ? 0 : 10) + familiar;
}
