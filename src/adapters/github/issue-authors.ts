import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { explainGraphql } from "./graphql.ts";
import type { Issue, IssuesOf } from "./issue.ts";
import { mayWrite } from "./may-write.ts";

/** How many authors without a known role to ask about, per process. */
const maxStrangers = 50;
/** Roles that GitHub states in public, and no user can forge: we always check these authors. */
const close = ["OWNER", "MEMBER", "COLLABORATOR"];

const viewerSchema = v.object({ repository: v.object({ issue: v.object({ viewerDidAuthor: v.boolean() }) }) });
const viewerQuery = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issue(number: $number) { viewerDidAuthor }
  }
}`;

/**
 * Finds the valid issues: those whose author may write to the repository, is its own Actions bot,
 * or owns this token (GitHub does not reveal the permissions of an app's bot). Asks about each
 * author once. An issue form with the label lets any number of strangers open issues, and a private
 * member of an organisation looks like a stranger. So it asks about 50 strangers: first those with
 * an open issue, then earlier contributors, then the oldest issue. The rest do not count.
 * @throws Failure `github-…` if an author cannot be checked: no valid issue may be lost
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
      known.delete(login); // allow another try
      if (isStranger) strangers--;
    });
    return asked;
  };

  /** The numbers of the valid issues. */
  return async (issues: readonly Issue[]): Promise<Set<number>> => {
    const inTurn = [...issues].sort((a, b) => urgency(a) - urgency(b) || a.number - b.number);
    const counting = await Promise.all(inTurn.map(async (issue) => ((await ask(issue)) ? [issue.number] : [])));
    return new Set(counting.flat());
  };
}

async function isByTokenOwner(client: Octokit, { owner, repo }: IssuesOf, number: number): Promise<boolean> {
  const what = `the author of issue #${number} of ${owner}/${repo}`;
  const answer: unknown = await client.graphql(viewerQuery, { owner, repo, number }).catch((error: unknown) => {
    throw explainGraphql(error, what, "issues: read");
  });
  const { success, output } = v.safeParse(viewerSchema, answer);
  if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
  return output.repository.issue.viewerDidAuthor;
}

function urgency({ state, author_association }: Issue): number {
  const familiar = close.includes(author_association) ? 0 : author_association === "CONTRIBUTOR" ? 1 : 2;
  return (state === "open" ? 0 : 10) + familiar;
}
