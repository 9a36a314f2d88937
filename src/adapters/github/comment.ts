import { setTimeout as sleep } from "node:timers/promises";
import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { answered, explain, isLost } from "./explain.ts";
import { explainGraphql } from "./graphql.ts";

/** The place of a comment, and its marker. */
interface CommentLocation {
  owner: string;
  repo: string;
  number: number;
  marker: string;
  /** The kind of item with the number; a pull request by default. */
  on?: "pull request" | "issue" | undefined;
}

/**
 * GraphQL's name for each kind, and the permission for commenting. One field each, since a token
 * may have only one permission.
 */
const kinds = {
  "pull request": { field: "pullRequest", permission: "pull-requests: write" },
  issue: { field: "issue", permission: "issues: write" },
} as const;

/** Pages of 100 comments to search. */
const maxPages = 20;

/** Attempts to create a comment while GitHub does not answer. */
const attempts = 3;

/** Only GraphQL says which comments are the token's own, for people, apps and workflows alike. */
const queryOf = (field: string) => `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    commented: ${field}(number: $number) {
      comments(first: 100, after: $after) {
        nodes { databaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const pageSchema = v.object({
  repository: v.object({
    commented: v.object({
      comments: v.object({
        nodes: v.array(v.object({ databaseId: v.number(), body: v.string(), viewerDidAuthor: v.boolean() })),
        pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullish(v.string()) }),
      }),
    }),
  }),
});

interface Comment {
  databaseId: number;
  body: string;
}

/**
 * Keeps one comment on a pull request or an issue, as `Forge.comment` says. After a lost answer it
 * looks for the comment before it retries: a duplicate would never change again.
 * @param second milliseconds per second of waiting between attempts
 * @throws Failure `github-…`; `github-denied` names the permission
 */
export async function keepComment(
  client: Octokit,
  location: CommentLocation,
  text: (existing: string | undefined) => string | undefined,
  second = 1000,
): Promise<void> {
  const { owner, repo, number, on = "pull request" } = location;
  const { permission } = kinds[on];
  const what = `the comment on ${on} #${number} of ${owner}/${repo}`;
  for (let attempt = 1; ; attempt++) {
    const existing = await findOwn(client, location, what);
    const body = text(existing?.body);
    if (body === undefined || body === existing?.body) return;
    if (existing) {
      const updating = client.rest.issues.updateComment({ owner, repo, comment_id: existing.databaseId, body });
      const gone = await updating.then(
        () => false,
        (error: unknown) => {
          if (answered(error, 404)) return true; // removed since the look-up
          throw explain(error, what, permission);
        },
      );
      if (!gone) return;
    }
    try {
      await client.rest.issues.createComment({ owner, repo, issue_number: number, body, request: { retries: 0 } });
      return;
    } catch (error) {
      if (!isLost(error) || attempt === attempts) throw explain(error, what, permission);
    }
    await sleep(second * attempt ** 2);
  }
}

async function findOwn(client: Octokit, location: CommentLocation, what: string): Promise<Comment | undefined> {
  const { owner, repo, number, marker, on = "pull request" } = location;
  const { field, permission } = kinds[on];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer: unknown = await client.graphql(queryOf(field), { owner, repo, number, after }).catch((error: unknown) => {
      throw explainGraphql(error, what, permission);
    });
    const { success, output } = v.safeParse(pageSchema, answer);
    if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
    const { nodes, pageInfo } = output.repository.commented.comments;
    const own = nodes.find(({ body, viewerDidAuthor }) => viewerDidAuthor && body.startsWith(marker));
    if (own) return own;
    if (!pageInfo.hasNextPage || !pageInfo.endCursor) return undefined;
    after = pageInfo.endCursor;
  }
  return undefined;
}
